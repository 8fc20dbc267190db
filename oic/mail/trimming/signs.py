"""The lines by which mail programs say that an earlier letter, or a signature, begins.

Every pattern is anchored and bounded, so that no text takes more than linear time. What a
program writes in many languages is kept as words, one list for each thing.
"""

import re

_MESSAGE = (
    r"original\s?-?(?:message|mail|e-?mail|nachricht|appointment|meeting|text|post)"
    r"|(?:original|forwarded|quoted|reply|replied|previous|earlier|your original)\s+(?:message|mail"
    r"|e-?mail|letter|text|ticket|request)(?:\s+(?:follows|below|from|by|on"
    r"|attached)\b[^-]{0,100})?"
    r"|forwarded\s+(?:by|from)\b[^-]{0,100}|forward\s+header[^-]{0,40}|in reply to[^-]{0,80}"
    r"|(?:оригинално|препратено|първоначално|цитирано|изходно|предишно|предадено)\s+"
    r"(?:писмо|съобщение|мейл|имейл)(?:\s+от\b[^-]{0,80})?"
    r"|(?:исходное|пересылаемое|пересланное|переадресованное|первоначальное|оригинальное)\s+"
    r"(?:сообщение|письмо)|(?:вихідне|оригінальне|переслане)\s+повідомлення"
    r"|(?:ursprüngliche|originale|weitergeleitete|ursprungliche)\s+(?:nachricht|mitteilung|e-?mail)"
    r"(?:\s+von\b[^-]{0,80})?"
    r"|(?:message|mail|courriel|e-?mail)\s+(?:d['’]\s?origine|transféré|transfere|original"
    r"|réexpédié)"
    r"(?:\s+(?:de|du)\b[^-]{0,80})?"
    r"|mensaje\s+(?:original|reenviado)|missatge\s+(?:original|reenviat)"
    r"|mensagem\s+(?:original|encaminhada)|messaggio\s+(?:originale|inoltrato)"
    r"|(?:oorspronkelijk|doorgestuurd|origineel)\s+bericht"
    r"|(?:oprindelig|videresendt|original|opprinnelig|ursprunglig)t?\s+(?:meddelelse|besked|melding"
    r"|meddelande|mail|e-?post)|(?:ursprungligt|vidarebefordrat)\s+meddelande"
    r"|(?:alkuperäinen|välitetty|edelleenlähetetty)\s+viesti"
    r"|(?:wiadomość|treść)\s+(?:oryginalna|przekazana)|oryginalna\s+wiadomość|treść\s+wiadomości"
    r"|(?:původní|přeposlaná|pôvodná|preposlaná)\s+(?:zpráva|e-?mail|správa)"
    r"|(?:eredeti|továbbított)\s+(?:üzenet|levél)|mesaj(?:ul)?\s+(?:original|inițial|redirecționat)"
    r"|(?:özgün|orijinal|asıl|iletilen)\s+(?:i?leti|mesaj|e-?posta)"
    r"|(?:αρχικό|προωθημένο|πρωτότυπο)\s+(?:μήνυμα|μηνυμα)"
    r"|(?:izvorna|originalna|proslijeđena|prosleđena|izvirno|оригинална|изворна|прослеђена)\s+"
    r"(?:poruka|sporočilo|порука)"
    r"|原始邮件|原始郵件|邮件原件|转发的?邮件|轉寄郵件|原邮件|元のメッセージ|転送メッセージ|転送された"
    r"メッセージ|원본\s?메시지|원본\s?메일|전달된\s?메시지"
)
DELIMITER = re.compile(
    rf"^[-_=*#~–—+\s]{{2,60}}(?:{_MESSAGE})\s{{0,3}}[:.]?[-_=*#~–—+\s]{{0,60}}$", re.IGNORECASE
)
BARE_DELIMITER = re.compile(rf"^[*_]{{0,2}}(?:{_MESSAGE})\s?:?[*_]{{0,2}}$", re.IGNORECASE)
"""Without its dashes a delimiter counts only with headers under it."""
WROTE_DELIMITER = re.compile(
    r"^-{4,30}\s?[^\n]{1,160}(?:wrote|написа|schrieb|a\s+écrit|escribió)\s?:?\s?-{3,30}$",
    re.IGNORECASE,
)
BEGINS_FORWARDED = re.compile(
    r"^[>\s*_]{0,4}(?:begin forwarded (?:message|mail)|forwarded message"
    r"|(?:започва|начало на) препратено(?:то)? (?:писмо|съобщение)"
    r"|начало (?:переадресованного|пересылаемого|пересланного) (?:сообщения|письма)"
    r"|anfang der weitergeleiteten (?:nachricht|e-?mail)|début du (?:message"
    r"|e-?mail) (?:transféré|réexpédié)"
    r"|inicio del mensaje reenviado|início da mensagem (?:re)?encaminhada"
    r"|inizio messaggio inoltrato"
    r"|begin doorgestuurd bericht|start på videresendt (?:besked|melding)|vidarebefordrat brev"
    r"|początek przekazywanej wiadomości|začátek přeposílané zprávy|начало прослеђене поруке"
    r"|mesaj redirecționat|iletilen mesajın başlangıcı|下面是被转发的邮件|転送されたメッセージ"
    r"|전달된 메시지 시작)\s?[:：][*_\s]{0,3}$",
    re.IGNORECASE,
)
_LINE_EN = (
    r"(?:(?:this|the|dotted|delimiter|marker|red|gray|grey|horizontal)\s){0,3}"
    r"(?:line|email|message|text|here|separator|mark|bar)"
)
_ABOVE = (
    rf"(?:reply|respond|write|type|answer|comment|post|add|enter"
    rf"|insert)\b[^\n.?]{{0,50}}\babove\s{_LINE_EN}"
    r"|(?:reply|replies|response|answer|text)\s(?:must|should|has to|needs to"
    r"|goes)\b[^\n?]{0,30}\babove\b"
    rf"|(?:do not|don['’]t|please no|never)\s(?:write|type|reply|edit|delete|remove"
    rf"|modify)\b[^\n?]{{0,40}}"
    rf"\b(?:below|under|beneath)?\s?{_LINE_EN}"
    rf"|(?:everything|anything|text|all text|content)\sbelow\s{_LINE_EN}"
    r"|reply\s(?:directly\s)?above\b|only text above"
    r"|(?:пишете|напишете|отговорете|отговаряйте|отговор(?:а|ът)?(?:\s(?:си|ви))?|въведете"
    r"|добавете)\b"
    r"[^\n.?]{0,40}\b(?:над|преди)\s(?:тази|този|тоя|долния|долната|червената)?\s?(?:линия|ред"
    r"|черта|текст)"
    r"|не\s(?:пишете|изтривайте|променяйте|отговаряйте)\b[^\n.?]{0,40}\b(?:под|след)?\s?(?:тази"
    r"|този)\s(?:линия|ред|черта)"
    r"|(?:пишите|ответьте|отвечайте|напишите|введите)\b[^\n.?]{0,40}\b(?:выше|над)\s(?:этой|этого"
    r"|данной)"
    r"|(?:bitte\s)?(?:antworten|schreiben)\b[^\n.?]{0,40}\b(?:über|oberhalb)\s(?:dieser|diese"
    r"|der)\s(?:linie|zeile)"
    r"|(?:bitte\s)?[^\n.?]{0,30}(?:über|oberhalb)\s(?:dieser|diese|der)\s(?:linie"
    r"|zeile)\s(?:antworten|schreiben)"
    r"|[^\n.?]{0,40}(?:répond|écri|saisi"
    r"|ajout)\w{0,6}\b[^\n.?]{0,40}(?:au[- ]dessus)\b[^\n.?]{0,20}ligne"
    r"|[^\n.?]{0,30}(?:respond|escrib|conteste)\w{0,6}\b[^\n.?]{0,40}(?:encima|arriba"
    r"|sobre)\b[^\n.?]{0,20}línea"
    r"|[^\n.?]{0,30}(?:respond|escrev)\w{0,6}\b[^\n.?]{0,40}(?:acima)\b[^\n.?]{0,20}linha"
    r"|[^\n.?]{0,30}(?:rispond|scriv)\w{0,6}\b[^\n.?]{0,40}(?:sopra"
    r"|sopra a)\b[^\n.?]{0,20}(?:riga|linea)"
    r"|[^\n.?]{0,30}(?:antwoord|reageer|schrijf"
    r"|typ)\w{0,4}\b[^\n.?]{0,40}boven\b[^\n.?]{0,20}(?:lijn|regel)"
    r"|[^\n.?]{0,30}(?:odpowiedz|napisz|pisz|odpowiedź)\w{0,4}\b[^\n.?]{0,40}(?:powyżej"
    r"|nad)\b[^\n.?]{0,20}lini"
    r"|[^\n.?]{0,30}(?:odpověz|odepište|pište"
    r"|odpovězte)\w{0,4}\b[^\n.?]{0,40}nad\b[^\n.?]{0,20}(?:čár|řád)"
    r"|[^\n.?]{0,30}(?:svar|skriv)\w{0,4}\b[^\n.?]{0,40}(?:ovanför|over|ovenfor"
    r"|över)\b[^\n.?]{0,20}(?:linje|rad)"
    r"|[^\n.?]{0,30}(?:răspun|scri)\w{0,8}\b[^\n.?]{0,40}deasupra\b[^\n.?]{0,20}lini"
    r"|[^\n.?]{0,30}bu\s(?:satırın|çizginin)\süst\w{0,6}[^\n?]{0,30}"
    r"|请?在此[行线]上?方?(?:上方|以上)?回复|この行(?:より)?上に"
)
REPLY_ABOVE = re.compile(
    r"^[-–—#=_*~+>\s\[\](){}<|•▲↑^]{0,60}"
    r"(?:(?:please|моля|пожалуйста|bitte|veuillez|por favor|to reply|to respond|when replying"
    r"|simply|just)[,:]?\s){0,2}"
    rf"(?:{_ABOVE})[^\n]{{0,90}}$",
    re.IGNORECASE,
)
ABOVE_WORD = re.compile(
    "above|below|beneath|under|преди|над|под|след|выше|über|oberhalb|dessus|encima|arriba|sobre|acima|sopra"
    "|boven|powyżej|ovan|oven|over|över|deasupra|üst|上",
    re.IGNORECASE,
)
"""What every wording of REPLY_ABOVE has; looked for first, as it takes less time."""
RUN_ON = re.compile(
    r"(?<=\s)(?:(?:On|На|Am|Le|El|Em|Op)\s[^\n<>]{8,120}<[^\s<>]{1,80}@[^\s<>]{1,80}>[^\n:]{0,24}"
    r"(?:wrote|написа|schrieb|a\sécrit|escribió|escreveu|schreef)\s?:"
    r"|(?:From|От|Von|De):\s[^\n]{1,120}?\s(?:Sent|Date|Изпратено|Дата|Gesendet|Enviado|Envoyé):\s"
    r"[^\n]{1,80}?\s(?:To|До|An|Para|À):\s)|(?<=^Sent from my Windows Phone )From:\s"
)
"""An earlier letter that begins in the middle of a line, when a program lost the line ends."""
TITLE = re.compile(r"^Original Message$")
"""BlackBerry's delimiter: without dashes, between two empty lines."""
FRAMED_ABOVE = re.compile(
    r"^[-#=*~_<]{2,40}[^\n]{0,60}\b(?:above|over|над|выше|über|oberhalb|dessus|encima|arriba"
    r"|acima|sopra|boven"
    r"|powyżej|nad|ovan\w{0,3}|ovenfor|deasupra|yläpuolel\w{0,4}|fölé|πάνω|iznad"
    r"|изнад)\b[^\n]{0,60}[-#=*~_>]{2,40}$",
    re.IGNORECASE,
)
"""A line in a frame that says „above“ in any language."""
GROUPWISE = re.compile(r"^>>>\s[^\n]{3,160}\s\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\s[^\n]{4,16}>>>$")
HIDDEN = re.compile(
    r"^[\[(<]{0,2}\s?(?:quoted text (?:hidden|is hidden)|show quoted text|hide quoted text"
    r"|- show quoted text -"
    r"|the entire original message is not included\.?|цитираният текст е скрит"
    r"|цитиран текст(?: е)? скрит"
    r"|скрытый цитируемый текст|texte des messages précédents masqué"
    r"|zitierter text wird ausgeblendet"
    r"|el texto citado está oculto|texto das mensagens anteriores oculto"
    r"|testo tra virgolette nascosto"
    r"|original message (?:truncated|trimmed|removed))\s?[\])>]{0,2}$",
    re.IGNORECASE,
)
RULE = re.compile(
    r"^(?:[_=~*-]{3,100}|[—─]{2,100}|[-~]{6,100}|(?:[-*_] ){2,50}[-*_]?|_{1,3}|#{3,60})$"
)
"""A program's line; it counts only with headers or an attribution under it."""

SIGNATURE = re.compile(r"^(?:--|—|–|- -|-- ?[*_]|\*--\*|_{2,100}|\*{5,60}|―|⸺|——)$")
"""What nothing but a signature follows, if it is short."""
MAYBE_SIGNATURE = re.compile(
    r"^(?:-{3,100}|={3,100}|\*{3,4}|(?:\* ?){3,20}|[~-]{6,100}|~{2,60}|\+{3,60}|(?:- ){3,20}-?"
    r"|─{2,100}"
    r"|•{3,40})$"
)
"""Also what people put between two parts; a signature only with somebody's name or phone below."""
SIGNED_NAME = re.compile(
    r"^(?:--|—|–|-)\s?[^\W\d_a-zа-я][^\W\d_]{0,24}\.?(?:\s[^\W\d_a-zа-я][^\W\d_]{0,24}\.?){0,3}$"
)
"""„--Ivan“ as the last line of all."""

_DEVICE = (
    r"\w{1,12}mail|iphone|ipad|ipod|android|blackberry|samsung|galaxy|nokia|lumia|windows|huawei"
    r"|xiaomi|redmi"
    r"|honor"
    r"|htc|sony|xperia|nexus|pixel|motorola|lg|oneplus|oppo|outlook|gmail|yahoo|mail"
    r"|proton\s?mail|proton"
    r"|gmx|web\.de|aol|icloud|spark|airmail|mailspring|thunderbird|zoho|yandex|mail\.ru|abv"
    r"|tutanota|tuta"
    r"|superhuman|newton|canary|bluemail|blue mail|edison|phone|smartphone|mobile|cell|tablet"
    r"|handheld"
    r"|телефон\w{0,3}|смартфон\w{0,3}|мобилн\w{0,5}|таблет\w{0,3}|handy|smartphone"
    r"|mobiltelefon\w{0,4}"
    r"|téléphone|móvil|celular|telefon\w{0,6}|cellulare|telemóvel|mobil\w{0,6}|wireless|palm|treo"
)
SENT_FROM = re.compile(
    r"^[\[(<*_]{0,2}(?:[-–—~>]{1,3}\s?)?(?:"
    r"(?:this (?:e-?mail|message) (?:was|is) )?(?:sent|written|posted|composed|typed|sent on"
    r"|delivered)\s"
    rf"(?:from|via|using|with|by|on"
    rf"|through)\s(?:my\s[\w+-]{{1,30}}(?:\s[\w+'’-]{{1,30}}){{0,8}}[.!]?$"
    rf"|(?:(?:my|the|a|an|our)\s)?(?:[\w'’®™+-]{{1,20}}\s){{0,3}}\[?(?:{_DEVICE})\b)"
    r"|sent from (?:the )?[^\n]{1,40}(?:excuse|forgive|apolog|pardon)|sent\s(?:from|via|with"
    r"|using)\s\[[^\]\n]{1,40}\]|sent on the (?:go|move|run)"
    r"|(?:please )?(?:excuse|forgive|pardon) (?:my |the |any )?(?:brevity|typos|spelling)"
    r"|get\s+outlook\s+for\b|(?:download|get)\s(?:the\s)?(?:new\s)?(?:outlook|aol|yahoo|gmx|spark"
    r"|bluemail)\b"
    r"|(?:вземете|изтеглете)\s+outlook\s+(?:за|for)\b|outlook\s+für\s+(?:ios"
    r"|android)\s+(?:beziehen|herunter)"
    r"|(?:obtenez|télécharger|obtener|descargar|obter|ottieni|scarica|download|hämta|hanki"
    r"|pobierz)\s+outlook\b"
    r"|envoyé\s+(?:de|depuis|à partir d|avec|via|du)\b|(?:this message was )?sent\s*$"
    rf"|(?:von\s+mein\w{{2}}\s+.{{1,50}}\s)?(?:gesendet|versendet|geschickt)(?:\s(?:mit|von|über"
    rf"|aus)\b.{{0,60}}(?:{_DEVICE})|\s?$)"
    r"|von\s+mein\w{2}\s+[^\n]{1,50}(?:gesendet|geschickt|versendet)\b"
    r"|diese (?:nachricht|e-?mail|mail) wurde (?:von|mit) \w{1,12}\b"
    rf"|enviado\s+(?:desde|do|a partir do|de|con|com|por|via|da)\b.{{0,30}}(?:{_DEVICE})"
    rf"|inviato\s+(?:da|dal|dall|con|tramite)\b.{{0,30}}(?:{_DEVICE})|ottieni\s+outlook"
    rf"|(?:verstuurd|verzonden|gestuurd)\s+(?:vanaf|vanuit|met|via|van"
    rf"|vanop)\b.{{0,30}}(?:{_DEVICE})"
    rf"|(?:skickat|skickades|sendt|lähetetty)\s+(?:från|fra|med|via|min|\w{{1,20}})\b.{{0,30}}"
    rf"|lähetetty\s\w{{0,20}}(?:{_DEVICE})\w{{0,10}}"
    rf"|(?:wysłan[eoay]|wysłano)\s+(?:z|ze|za|przez|przy)\b.{{0,30}}(?:{_DEVICE})"
    rf"|(?:odesláno|odoslané|poslané|odesláno z)\s+(?:z|ze|zo|pomocí|mobilu|mobilem)\b.{{0,40}}"
    rf"|trimis\s+(?:de pe|din|cu|de la|prin)\b.{{0,30}}(?:{_DEVICE})"
    rf"|στάλθηκε\s+(?:από|μέσω)\b.{{0,60}}|(?:poslano|poslato|послато)\s+(?:s|sa|са|iz|из|z|preko"
    rf"|od)\b.{{0,60}}"
    rf"|(?:изпратено|изпратен|пратено)\s+(?:от|чрез|с|със|през|на)\b.{{0,40}}(?:{_DEVICE})"
    rf"|(?:отправлено|отправлен[оа]?|надіслано|послано)\s+(?:с|со|из|от|через|з|зі)\b.{{0,60}}"
    r"|(?:elküldve|küldve|küldték)\s.{1,60}|.{0,20}iphone['’-]?\w{0,6}\s(?:küldve|gönderildi)\b"
    rf"|.{{0,40}}(?:{_DEVICE})\S{{0,12}}\s(?:gönderildi|küldve|elküldve|lähetetty|yollandı|保送)\b"
    r"|发自我?的?\s?.{1,30}|從我的.{1,30}傳送|从我的.{1,30}发送|.{1,30}から送信|나의\s?.{1,30}에서\s?보냄|.{1,20}에서\s?보냄"
    r"|[^\n]{0,20}(?:iphone|ipad|android)\s?(?:изпратено|gesendet|envoyé)$"
    r").{0,120}$",
    re.IGNORECASE,
)
_VIRUS = (
    r"(?:this|that|the)\s(?:e-?mail|message)\b[^\n]{0,40}\b(?:checked|scanned"
    r"|verified)\b[^\n]{0,30}\b(?:virus|malware|avast|avg|mailscanner|messagelabs|by)"
    r"|(?:outgoing|incoming|internal)\s(?:mail|message)\sis\scertified\svirus"
    r"|no virus found in th|checked by avg|version: \d+\.\d+[^\n]{0,60}virus"
    r"|virus[- ]free\b|virenfrei\b|(?:garanti )?sans virus\b|libre de virus\b|livre de vírus\b"
    r"|privo di virus\b|virusvrij\b|bez wirusów\b|без вирус(?:и|ов)\b|без вірусів\b|virusfri\b"
    r"|fără viruși"
    r"|(?:този|това|тази)\s(?:имейл|e-?mail|писмо|съобщение"
    r"|поща)\b[^\n]{0,30}\bпроверен[оа]?\b[^\n]{0,30}вирус"
    r"|(?:это|данное)\s(?:сообщение|письмо)\sпроверено\b"
    r"|diese e-?mail wurde\b[^\n]{0,60}\b(?:viren|geprüft)"
    r"|l['’]absence de virus|(?:este|el) (?:correo|mensaje|e-?mail)\b[^\n]{0,60}\bvirus"
    r"|este e-?mail foi (?:escaneado|verificado)|questa e-?mail è stata controllata"
    r"|deze e-?mail is gecontroleerd|ta wiadomość została sprawdzona"
    r"|tato zpráva byla zkontrolována|tento e-?mail (?:byl|bol) (?:z|s)kontrolov"
    r"|[-_]{0,12}\s?(?:information from|информация от|informace od|информация от)\s(?:eset"
    r"|nod32)\b|the message was checked by eset"
    r"|scanned by|mail scanned|this message has been scanned"
)
_LIST = (
    r"(?:to )?unsubscribe\b[^\n]{0,20}(?:from this|send|from|:|visit|click)|you (?:received"
    r"|are receiving|got) this (?:message|e-?mail|because)"
    r"|(?:получавате|получихте) (?:това|този)\b[^\n]{0,40}(?:защото|понеже)|за да се отпишете"
    r"|вы получили это (?:сообщение|письмо)"
    r"|sie erhalten diese|vous recevez ce|reply to this e-?mail directly|view it on git(?:hub"
    r"|lab)|you're receiving this"
    r"|this (?:e-?mail|message) was sent to|to (?:post|stop receiving|view this discussion"
    r"|manage)\b[^\n]{0,60}(?:list|group|emails?|discussion|notification|subscription|send)"
    r"|manage (?:your )?(?:subscription|notification)|update your (?:e-?mail )?preferences"
    r"|visit (?:this topic|the forum)"
    r"|for more options, visit|yahoo! groups links|archives?:\s?https?:|list (?:info|archive)"
    r"|\S{2,60} mailing list\s?(?:-|$|--)"
    r"|https?://\S{1,120}/(?:mailman/)?listinfo/|mailing list\b"
)
_PRINT = (
    r"(?:[p☘🌳♻]\s)?(?:please\s)?(?:consider|think of|think about)\s(?:the|our"
    r"|your)\s(?:environment|planet|trees|nature)(?:\W{0,3}$|,?\s(?:before|when|prior|and)\b)"
    r"|(?:please\s)?(?:save|don['’]t)\s(?:a tree|paper|print)|before printing"
    r"|(?:моля,?\s)?(?:помислете|мислете|пазете|опазете|погрижете)\b[^\n]{0,30}(?:природ|околн)"
    r"|преди да (?:отпечатате|разпечатате|принтирате)|(?:bitte\s)?(?:denken"
    r"|prüfen) sie\b[^\n]{0,60}(?:umwelt|drucken)|pensez à l['’]environnement|antes de imprimir"
    r"|prima di stampare"
)
FOOTER = re.compile(rf"^[-*_#>\s\[(]{{0,6}}(?:{_VIRUS}|{_LIST}|{_PRINT})", re.IGNORECASE)
"""What a scanner, a list or a firm's server puts under a letter."""
LINK = re.compile(
    r"^[<\[(*_]{0,3}(?:(?:https?://|www\.|mailto:)\S{2,400}|(?:image|cid|изображение|bild"
    r"|inline image)\s?:?[^\n]{0,80}[\])>])"
    r"[>\])*_.]{0,3}$|^[\w.+-]{1,64}@[\w.-]{3,120}$",
    re.IGNORECASE,
)
PICTURE = re.compile(
    r"^[\[<](?:image|cid|изображение|bild|inline image|logo)\s?:?[^\n]{0,120}[\]>]$",
    re.IGNORECASE,
)

DISCLAIMER = re.compile(
    r"^[*_\[(\"„“]{0,3}(?:"
    r"(?:the |any )?(?:information|content|contents)\b[^\n]{0,50}\b(?:this|e-?mail|message"
    r"|transmission|communication)\b"
    r"|th(?:is|e)\s(?:e-?mail|electronic|message|communication|transmission|mail|correspondence"
    r"|information|document|transmittal|letter)\b"
    r"|(?:this is a )?confidential(?:ity)?\b|disclaimer\b|privileged\b|private (?:and"
    r"|&) confidential|legal (?:notice|disclaimer)|privacy notice"
    r"|(?:important|notice|warning|caution|nota|note)\s?(?:notice)?\s?[:\-–]|if you (?:are not"
    r"|have received|receive|received)\b"
    r"|(?:това|този|тази|настоящ(?:ото|ият|ия|ата)|даннот?о)\s(?:електронн\w{1,4}\s)?(?:съобщение"
    r"|писмо|имейл|e-?mail|е-?мейл|поща|комуникация|кореспонденция|послание)\b"
    r"|информацията\b[^\n]{0,60}\b(?:съобщение|писмо|имейл|e-?mail|поща|кореспонденция)"
    r"|поверително(?:ст)?\b|конфиденциалност\b|декларация за поверителност|ако (?:не сте"
    r"|сте получили)\b"
    r"|съдържанието на (?:това|този|настоящ)|предупреждение\b|важно\s?:"
    r"|(?:данное|настоящее|это)\s(?:электронное\s)?(?:сообщение|письмо)\b|конфиденциальн"
    r"|diese (?:e-?mail|nachricht|information)|der inhalt dieser|vertraulich|hinweis:"
    r"|ce (?:message|courriel|courrier|mail|e-?mail)\b|les informations contenues"
    r"|avis de confidentialité"
    r"|est[ea] (?:mensaje|correo|e-?mail|mensagem|comunicación|transmisión|message)\b"
    r"|la información contenida|aviso (?:legal|de confidencialidad)|as informações contidas"
    r"|esta mensagem"
    r"|quest[oa] (?:messaggio|e-?mail|comunicazione)|le informazioni contenute|ai sensi del"
    r"|avviso di riservatezza|dit (?:e-?mail)?\s?bericht|deze e-?mail|de informatie (?:in"
    r"|verzonden)"
    r"|(?:niniejsza|ta) wiadomość|treść tej wiadomości|tato (?:zpráva|e-?mail)|tento e-?mail"
    r"|táto správa|acest (?:mesaj|e-?mail)|bu (?:e-?posta|mesaj|ileti)|αυτό το (?:μήνυμα|e-?mail)"
    r"|denne (?:e-?mail|e-?post|mail|meddelelse)|detta (?:e-?post|meddelande|mail)"
    r"|ez az (?:e-?mail|üzenet)|ova (?:poruka|e-?pošta)|ова порука"
    r")",
    re.IGNORECASE,
)
LEGAL = re.compile(
    r"confiden\w{2,10}|intended\b|recipient|privileged|unauthori[sz]ed|prohibited|disclos"
    r"|disseminat|delete (?:it|this|the)|legally|notify the sender|sole use|addressee|in error"
    r"|strictly|liab(?:le|ility)|copyright|proprietary"
    r"|поверител\w{1,5}|предназначен|получател|адресат|забранен|разпространени|по (?:по)?грешка"
    r"|изтри(?:ете|йте)|уведом\w{1,6}|конфиденциал|разкриван|защитен\w? от закон|неоторизиран"
    r"|отговорност"
    r"|предназначен|уничтож|удалит|vertraulich|empfänger|irrtümlich|absender|unbefugt"
    r"|confidentiel|destinataire|destiné|erreur|interdit|expéditeur|destinatari|prohibid"
    r"|por error|por engano|riservat|per errore|vietat|vertrouwelijk|geadresseerde|bestemd|poufn"
    r"|adresat|odbiorc|zabronion|důvěrn|příjemc|adresát|dôvern|confidenți|destinatar|gizli|alıcı"
    r"|εμπιστευτικ|παραλήπτη|fortrolig|modtager|mottaker|konfidentiell|mottagare|bizalmas|címzett"
    r"|povjerljiv|poverljiv|поверљив",
    re.IGNORECASE,
)

SIGN_OFF = re.compile(
    r"^[\W_]{0,3}(?:с\s+(?:уважение|поздрав\w{0,2}|почит|най-добри|пожелани[ея]|приятелски"
    r"|благодарност)|с\s+ув\.|поздрави|сърдечни\s+поздрави|сърдечно"
    r"|благодар(?:я|им|ност)(?:\s+(?:ви|предварително|много|за\s[^\n.?]{1,30})){0,2}"
    r"|предварително\s+(?:ви\s+)?благодар\w{1,3}|(?:хубав|лек|приятен|успешен|спокоен|слънчев"
    r"|усмихнат)а?\s+(?:ден|вечер|седмица|уикенд|работа)|бъдете здрави"
    r"|(?:(?:with|my|the)\s)?(?:very\s)?(?:best|kind|kindest|warm|warmest|many)?\s*regards"
    r"|(?:all\s(?:the|my)\s|with\s)?best(?:\s+wishes)?|sincerely|yours(?:\s+\w{4,10}){0,2}"
    r"|respectfully|faithfully|cordially|take care|all the best"
    r"|(?:many\s)?thank(?:s|\s+you)(?:\s+(?:again|very much|so much|a lot|in advance"
    r"|and\s[^\n.?]{1,20}))?|thx|tia|cheers|ciao|br|kr|rgds|pozdravi|s\s+uvazhenie|s\s+uvajenie"
    r"|blagodarya"
    r"|с\s+уважением|с\s+наилучшими|всего\s+(?:доброго|хорошего)|спасибо|mit\s+(?:freundlichen"
    r"|besten|herzlichen|lieben)\s+grüßen|mit\s+freundlichem\s+gruß|(?:viele|beste|liebe"
    r"|herzliche|freundliche)\s+grüße|mfg|vg|lg|danke"
    r"|(?:bien\s+)?cordialement|bien\s+à\s+(?:vous|toi)|salutations|merci"
    r"|(?:un\s+)?(?:cordial\s+)?saludos?(?:\s+cordial\w{0,3})?|atentamente|gracias|(?:cordiali"
    r"|distinti|cari)\s+saluti|saluti|grazie|atenciosamente|cumprimentos|obrigad[oa]|abraços?"
    r"|met\s+(?:vriendelijke|hartelijke)\s+groeten?|groeten|groetjes|mvg|z\s+poważaniem"
    r"|pozdrawiam|dziękuję|s\s+(?:pozdravem|úctou)|děkuji|cu\s+(?:stimă|respect|drag)|mulțumesc"
    r"|saygılar\w{0,6}|teşekkür\w{0,6}|με\s+εκτίμηση|ευχαριστώ"
    r"|(?:med\s+)?(?:vänliga?|venlig|vennlig|bästa|bedste|beste|hjertelig)\s+(?:hälsning(?:ar)?"
    r"|hilsen|hilsner)|mvh|vh|hilsen|tack|tak|takk|ystävällisin\s+terveisin|terveisin|kiitos"
    r"|üdvözlettel|tisztelettel|köszönöm|srdačan\s+pozdrav|pozdrav|lp|поздрав|хвала|hvala"
    r")(?:\b|$)[^\n?]{0,40}$",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"\b(?:tel|t|тел|т|моб|мобилен|gsm|гсм|phone|ph|mob|mobile|m|fax|факс|cell|office|direct"
    r"|viber|whatsapp|skype|e-?mail|mail|имейл|ел\.?\s?поща|web|website|сайт|www|адрес|address"
    r"|telefon|tlf|téléphone|móvil|handy)\b\.?\s?[:+./#(\d]"
    r"|(?<![\w.])\+?\(?\d{1,4}\)?[\s./-]{0,2}\(?\d{2,4}\)?(?:[\s./-]{1,2}\d{2,4}){1,4}(?![\w])"
    r"|(?<!\w)(?:\+|00)\d{9,14}\b|\b0[89]\d{8}\b|\bwww\.\S{3}|https?://\S{3}"
    r"|[\w.+-]@[\w-]{1,60}\.\w",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?:[.!;…]\s+\S.{30,}|[?;]$|\S.{60,}[.!]$)")
CODE_FENCE = re.compile(r"^(?:```|~~~)")
PGP_SIGNED = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----$")
PGP_SIGNATURE = re.compile(r"^-----BEGIN PGP SIGNATURE-----$")
PGP_HASH = re.compile(r"^(?:Hash|Charset|NotDashEscaped):\s?\S{0,60}")
