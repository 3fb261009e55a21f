"""`python -m llm_info`."""

from llm_info.cli.app import main

if __name__ == "__main__":
    main()
