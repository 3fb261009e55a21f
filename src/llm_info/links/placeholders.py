"""What pages print that stand in for something else, in the languages of their servers.

Error pages, walls against robots, forms to log in, parked domains. Pure: words in, patterns out. A
pattern takes linear time only: `[^.!?]` and counted repeats end every attempt.
"""

from __future__ import annotations

import re

SEPARATOR = re.compile(r"\s+[-|\u00b7\u2013\u2014\u00bb\u2022/]+\s+|\s*[|\u00b7\u00bb\u2022]\s*")
"""Between a page's title and its site's name."""

COLON = re.compile(r":\s+|[!.]\s+")
"""Between the parts of a title that may, and may not, belong together."""

_THING = (
    r"(?:page|file|document|article|paper|forum|content|resource|url|doi|item|site|project|space"
    r"|repository|profile|user|post|publication|entry|record|object|submission|model|dataset|video"
    r"|web ?site|app|address|blog|deployment|competition)"
)
_NOT = r"(?: not|n['\u2019]t)"
_CODE = r"(?:(?:http|error|status)(?: code)?:? *)?(?:404|410)"
_OPENING = r"(?:(?:404|410|error|oops|sorry|whoops)[ :,!.-]*)"
_MISSING = (
    r"(?:(?:is |was |could |can ?)?not(?: be)? (?:found|available)"
    rf"|does{_NOT} exist|(?:is )?no longer (?:available|exists?))"
)

GONE_TITLE = re.compile(
    rf"{_CODE}(?: error)?(?:[ :,-]+{_MISSING})?"
    rf"|{_OPENING}*(?:the |this |that |requested |your )*{_THING} {_MISSING}"
    rf"|{_OPENING}+(?:the |this |that )*{_MISSING}"
    rf"|{_THING} (?:unavailable|missing|gone|removed|deleted)|no such {_THING}"
    r"|(?:fehler 404[ :,-]*)?(?:die )?(?:seite|datei|webseite) (?:wurde )?(?:leider )?"
    r"(?:nicht gefunden|existiert nicht)"
    r"|page (?:non trouvée|introuvable)|p[áa]gina n(?:o|ão) encontrada"
    r"|pagina non trovata|pagina niet gevonden|sidan (?:kunde inte hittas|hittades inte)"
    r"|страница не найдена"
    r"|(?:404[ :-]*)?(?:页面|网页|頁面|網頁|您访问的页面)"
    r"(?:不存在|未找到|找不到|找不到了)"
    r"|(?:お探しの)?ページ[はが]見つかりません(?:でした)?"
    r"|페이지를 찾을 수 없습니다",
    re.IGNORECASE,
)
"""A title, or a heading, that says nothing else."""

GONE_WORD = re.compile(rf"{_OPENING}*{_MISSING}", re.IGNORECASE)
"""A title that says so of whatever it is: on a short page only."""

_GONE_VERB = (
    r"(?:(?:could |can ?|was |is |were )?not(?: be)? found"
    rf"|could{_NOT} be found|do(?:es)?{_NOT} exist|no longer (?:exists?|available)"
    r"|(?:has|have) been (?:moved,? (?:or )?)?(?:removed|deleted|taken down)"
    r"|is(?: not|n['\u2019]t) available any ?more"
    r"|(?:is|are) (?:not|no longer) available(?! (?:yet|until|in|for|at|due)\b))"
)
GONE_PHRASE = re.compile(
    rf"(?<!\bmy )(?<!\bour )(?<!\bold )(?<!\bif the )(?<!\bif a )\b{_THING}s?\b"
    rf"(?:(?!\b(?:if|when|whether|unless)\b)[^.!?]){{0,80}}?\b{_GONE_VERB}"
    rf"|\b(?:could{_NOT}|can(?:not|['\u2019]t| not)) (?:seem to )?(?:find|locate) "
    rf"(?:the|that|this|your) {_THING}\b"
    rf"|\bno such {_THING}\b|\b404\b[^.!?]{{0,40}}\bnot found\b"
    rf"|\b(?:this|that) {_THING} isn['\u2019]t here any ?more\b"
    r"|\bfile is in owner['\u2019]s trash\b|\bthe authors have deleted this site\b"
    r"|\bnothing (?:was )?found (?:here|at this)|\bthere isn['\u2019]t a github pages site here\b"
    r"|\bthe requested url was not found\b|\b404\.? that['\u2019]s an error\b"
    r"|\bseite (?:wurde |konnte )?(?:leider )?nicht gefunden\b"
    r"|\bseite existiert (?:leider )?nicht\b"
    r"|\bn['\u2019]existe (?:pas|plus)\b|\bpage (?:est )?introuvable\b"
    r"|\bp[áa]gina [^.!?]{0,40}?n(?:o|ão) (?:existe|fue encontrada|foi encontrada)\b"
    r"|\bpagina [^.!?]{0,40}?non (?:esiste|è stata trovata)\b"
    r"|(?:页面|网页|頁面|網頁)(?:不存在|未找到)"
    r"|ページ[はが]見つかりません",
    re.IGNORECASE,
)
"""A sentence that says so: on a short page only."""

GONE_PATH = re.compile(
    r"/(?:40[34]|not-?_?found|page-?_?not-?_?found|error(?:-?_?(?:page|404))?)(?:\.\w{2,5})?/?$",
    re.IGNORECASE,
)

_FAILED = (
    r"(?:internal server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out"
    r"|web server is down|application error)"
)
DOWN_TITLE = re.compile(
    rf"(?:(?:http |error )*5\d\d(?: error)?[ :-]+)?{_FAILED}|(?:http )?error 5\d\d|5\d\d error"
    r"|error establishing a database connection|database (?:connection )?error"
    r"|(?:(?:this |our |the )?(?:web ?)?site (?:is )?)?(?:currently )?(?:temporarily )?"
    r"(?:under|down for|undergoing) (?:scheduled )?maintenance"
    r"|(?:site )?maintenance mode|we(?:['\u2019]ll| will) be (?:right )?back(?: soon| shortly)?",
    re.IGNORECASE,
)
"""What a server says whose page should be there another day."""

WALL_TITLE = re.compile(
    r"just a moment|one moment,? please|please wait|attention required|robot check"
    r"|are you (?:a )?(?:robot|human)"
    r"|access (?:to this page (?:has been )?)?(?:is )?(?:denied|blocked)"
    r"|(?:radware )?captcha(?: page| required| check)?|(?:vercel )?security (?:check|checkpoint)"
    r"|human verification|bot verification|verif(?:y|ying) (?:that )?you are (?:a )?human.{0,40}"
    r"|(?:please )?verify (?:that )?you are (?:a )?human|making sure you'?re not a bot"
    r"|checking (?:your browser|if the site connection is secure).{0,60}|ddos[- ]guard"
    r"|request (?:rejected|blocked)|pardon our interruption|client challenge|unusual traffic.{0,60}"
    r"|(?:403|error 403)(?:[ :-]*(?:forbidden|access denied))?|forbidden"
    r"|(?:(?:error )?401[ :-]*)?(?:unauthorized|authorization required)"
    r"|(?:(?:error )?429[ :-]*)?too many requests|(?:you are being )?rate limited"
    r"|rate limit exceeded"
    r"|un instant|un momento|um momento|nur einen moment|einen moment,? bitte|请稍候",
    re.IGNORECASE,
)
WALL_MARK = re.compile(
    r"cf-challenge|cf_chl_|challenge-platform|_cf_chl_opt|awsWafCookieDomainList|AwsWafIntegration"
    r"|/_Incapsula_|px-captcha|captcha-delivery\.com|datadome|anubis_challenge|g-recaptcha-response"
    r"|sec-if-cpt-container|sucuri_cloudproxy|/TSPD/|fortiguard|_pxAppId"
)
WALL_WIDGET = re.compile(
    r"challenges\.cloudflare\.com/turnstile|\b(?:cf-turnstile|h-captcha|g-recaptcha)\b"
)
"""A test for people: on a page that has hardly anything else."""

_ROBOT = r"\b(?:automated|robots?|crawlers?|bots?|scrapers?|automation)\b"
_NO_ENTRY = r"\b(?:denied|blocked|not (?:allowed|permitted)|forbidden)\b"
ROBOTS = re.compile(
    rf"{_ROBOT}[^.!?]{{0,80}}{_NO_ENTRY}|{_NO_ENTRY}[^.!?]{{0,80}}{_ROBOT}"
    r"|\b(?:automated (?:traffic|requests?|queries|access)|unusual traffic|bot activity)\b"
    r"|\b(?:enable|requires?) javascript and cookies\b"
    r"|\b(?:verify|confirm|prove) (?:that )?you(?: a|['\u2019])re (?:a )?"
    r"(?:human|not a (?:ro)?bot)\b",
    re.IGNORECASE,
)

LOGIN_TITLE = re.compile(
    r"(?:\w+ )?(?:please )?(?:sign|log)[ -]?(?:in|on)\b(?: (?:to|with|required)\b.*)?"
    r"|.*\blogin(?: (?:page|required))?|authentication required|anmelden|anmeldung|einloggen"
    r"|(?:se )?connexion|se connecter|iniciar sesi[oó]n|accedi|inloggen|logga in|entrar"
    r"|войти|вход|登录|登錄|登入|ログイン|로그인",
    re.IGNORECASE,
)
LOGIN_PATH = re.compile(
    r"/(?:(?:sign|log)[-_]?(?:in|on)|sso|saml2?|cas|oauth2?|auth(?:enticate|orize)?"
    r"|accounts?/login)(?:[/.?]|$)",
    re.IGNORECASE,
)

PARKED_TITLE = re.compile(
    r"\bis (?:for sale|available for purchase)\b"
    r"|\bdomain (?:name )?(?:is |may be )?(?:for sale|parked)\b"
    r"|\bparked (?:domain|page)\b|\bparking page\b|\bbuy (?:this|the) domain\b"
    r"|^(?:hugedomains|sedo|dan|afternic)\.com\b|\bdomain (?:name )?(?:has )?expired\b"
    r"|\bregistered at namecheap\.com$"
    r"|^account suspended\b|^welcome to nginx\b|^apache2? .{0,40}(?:default|test) page\b"
    r"|\bwebsite expired$|^default web site page$|\bdomain isn['\u2019]t connected to a website\b"
    r"|^(?:iis windows(?: server|$)|test page for (?:the )?(?:apache|nginx))|\bsteht zum verkauf\b",
    re.IGNORECASE,
)
PARKED = re.compile(
    r"\b(?:this|the) domain (?:name )?(?:\S+ )?(?:is|may be) "
    r"(?:for sale|parked|available for purchase)"
    r"|\bbuy this domain\b|\bthis domain (?:name )?has expired\b|\bsedoparking\b|\bparkingcrew\b"
    r"|\bdomain parking\b|\bparked (?:for )?free\b|\bcurrently parked by\b"
    r"|\bdomain \S{0,60} ?steht zum verkauf\b"
    r"|\bthis account has been suspended\b",
    re.IGNORECASE,
)
PARKED_MARK = re.compile(
    r"parking\.bodiscdn|bodis\.com|sedoparking\.com|parkingcrew\.net|parklogic\.com|above\.com/park"
    r"|d38psrni17bvxu\.cloudfront\.net"
)
