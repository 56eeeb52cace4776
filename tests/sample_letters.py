"""Letters in ten languages, as long and as awkward as real ones: what the PDF tests set."""

from datetime import date

from msgspec.structs import replace

from dispute_assistant.documents import Document

LABELS = {
    "page": "Page {page} of {pages}",
    "subject": "Subject:",
    "enclosures": "Enclosures:",
    "signature": "Signature",
}

RU = Document(
    kind="customs_request",
    locale="ru",
    title="Запрос о причинах возврата посылки RB123456785CN",
    formal=True,
    sender=(
        "Иванова Мария Сергеевна",
        "ул. Академика Королёва, д. 12, кв. 34",
        "129515, г. Москва",
        "тел. +7 916 000-00-00",
    ),
    addressee=(
        "Московская таможня",
        "Хрустальный переулок, д. 1",
        "109012, г. Москва",
    ),
    dateline="23 ноября 2026 г.",
    subject="О предоставлении сведений о таможенных операциях",
    body="""# ЗАПРОС

На моё имя следовало международное почтовое отправление № RB123456785CN из Китая. По данным сайта \
перевозчика, 14 ноября 2026 г. в отношении отправления совершены таможенные операции, после чего \
оно возвращено отправителю.

На основании статьи 265 Федерального закона № 289-ФЗ прошу сообщить:

1. какое решение принято таможенным органом в отношении отправления;
2. дату и причину этого решения;
3. каких документов или сведений не хватило.

## Движение отправления

Данные перевозчика:
Дата и время	Место	Запись перевозчика	Значение
3 нояб. 2026 г., 10:15	Гуанчжоу	包裹已到达海关,等待查验	Экспортное таможенное оформление
10 нояб. 2026 г., 04:50	Москва	Прибыло на территорию РФ	Прибыло в страну назначения
14 нояб. 2026 г., 09:02	Внуково	Возврат таможней	Возвращено таможней

Ответ прошу направить по адресу, указанному выше.
""",
    enclosures=("История отслеживания отправления", "Копия страницы заказа"),
    signature="М. С. Иванова",
    labels=LABELS
    | {"subject": "Тема:", "page": "Страница {page} из {pages}", "enclosures": "Приложения:"},
    created=date(2026, 11, 23),
)

EN = Document(
    kind="dispute_justification",
    locale="en",
    title="Refund request for order 8123456789012345",
    formal=True,
    sender=("Jane O’Connor", "7 Quay Street", "Galway H91 XY12", "Ireland"),
    addressee=("AliExpress Dispute Resolution",),
    dateline="23 November 2026",
    subject="Order 8123456789012345: the parcel was returned by customs",
    body="""Dear Sir or Madam,

I ordered a “Wireless Bluetooth Headset <b>Pro</b> & case” on 2 October 2026 and paid 42.50 US \
dollars. The parcel RB123456785CN never reached me.

## What happened

Tracking history of parcel RB123456785CN:
Date	Place	Carrier's entry	Meaning
3 Nov 2026, 10:15	Guangzhou	包裹已到达海关,等待查验	At export customs
10 Nov 2026, 04:50	Dublin	Arrived at destination country	Arrived in the country of destination
14 Nov 2026, 09:02	Portlaoise	Returned by customs: incomplete declaration	Sent back by customs

## Why the seller is responsible

- The customs declaration is written by the sender.
- I was never asked for any document or payment.

I ask for a full refund of 42.50 US dollars.
""",
    enclosures=("Tracking history of the parcel", "Copy of the order page"),
    signature="Jane O’Connor",
    labels=LABELS,
    created=date(2026, 11, 23),
)

DE = Document(
    kind="customs_request",
    locale="de",
    title="Auskunft über die Sendung RB123456785CN",
    formal=True,
    sender=("Jürgen Großmann", "Lindenstraße 5", "10969 Berlin", "juergen@example.org"),
    addressee=("Hauptzollamt Berlin", "Mehringdamm 129 c", "10965 Berlin"),
    dateline="Berlin, 23. November 2026",
    subject="Auskunft über die Sendung RB123456785CN",
    body="""Sehr geehrte Damen und Herren,

die genannte Sendung aus China wurde nach Angaben des Beförderers am 14. November 2026 vom Zoll \
zurückgesandt. Ich bitte Sie um schriftliche Auskunft,

- welche Entscheidung getroffen wurde,
- an welchem Tag und aus welchem Grund.

Mit freundlichen Grüßen
""",
    enclosures=("Sendungsverlauf",),
    signature="Jürgen Großmann",
    labels=LABELS
    | {"subject": "Betreff:", "page": "Seite {page} von {pages}", "enclosures": "Anlagen:"},
    created=date(2026, 11, 23),
)

FR = Document(
    kind="customs_request",
    locale="fr",
    title="Demande d’information sur l’envoi RB123456785CN",
    formal=True,
    sender=("Aurélie Lefèvre", "18 rue de l’Église", "69003 Lyon"),
    addressee=("Bureau de douane de Lyon", "6 rue Charles-Biennier", "69002 Lyon"),
    dateline="Lyon, le 23 novembre 2026",
    subject="Demande d’information sur l’envoi RB123456785CN",
    body="""Madame, Monsieur,

Selon le transporteur, l’envoi cité en objet a été renvoyé par la douane le 14 novembre 2026. Je \
vous prie de m’indiquer\N{NARROW NO-BREAK SPACE}:

1. la décision prise et sa date\N{NARROW NO-BREAK SPACE};
2. le motif de cette décision.

Je vous prie d’agréer, Madame, Monsieur, mes salutations distinguées.
""",
    enclosures=("Historique de suivi",),
    signature="Aurélie Lefèvre",
    labels=LABELS
    | {
        "subject": "Objet\N{NO-BREAK SPACE}:",
        "page": "Page {page} sur {pages}",
        "enclosures": "Pièces jointes\N{NO-BREAK SPACE}:",
    },
    created=date(2026, 11, 23),
)

ES = Document(
    kind="customs_request",
    locale="es",
    title="Solicitud de información sobre el envío RB123456785CN",
    formal=True,
    sender=("María Núñez Peña", "Calle del Águila, 3, 2.º B", "28005 Madrid"),
    addressee=("Aduana de Madrid-Barajas", "28042 Madrid"),
    dateline="Madrid, 23 de noviembre de 2026",
    subject="Solicitud de información sobre el envío RB123456785CN",
    body="""Señores:

¿Qué decisión se tomó sobre el envío, en qué fecha y por qué motivo? El transportista indica que \
la aduana lo devolvió el 14 de noviembre de 2026.

Atentamente,
""",
    enclosures=("Historial de seguimiento",),
    signature="María Núñez Peña",
    labels=LABELS
    | {
        "subject": "Asunto:",
        "page": "Página {page} de {pages}",
        "enclosures": "Documentos adjuntos:",
    },
    created=date(2026, 11, 23),
)

KK = Document(
    kind="customs_request",
    locale="kk",
    title="RB123456785CN жөнелтілімі туралы сұрау",
    formal=True,
    sender=("Әлия Нұрғалиқызы", "Абай даңғылы, 10-үй", "050000, Алматы қ."),
    addressee=("Алматы қаласы бойынша мемлекеттік кірістер департаменті",),
    dateline="2026 ж. 23 қараша",
    subject="Кедендік операциялар туралы мәлімет беру туралы",
    body="""# СҰРАУ

Маған RB123456785CN нөмірлі халықаралық пошта жөнелтілімі жіберілді. Тасымалдаушының деректері \
бойынша ол 2026 ж. 14 қарашада қайтарылған. Шешімнің себебін хабарлауыңызды сұраймын.
""",
    signature="Ә. Нұрғалиқызы",
    labels=LABELS | {"subject": "Тақырыбы:", "page": "{page}-бет, барлығы {pages}"},
    created=date(2026, 11, 23),
)

ZH = Document(
    kind="dispute_justification",
    locale="zh_Hans",
    title="订单 8123456789012345 退款说明",
    formal=True,
    sender=("玛丽亚·伊万诺娃", "莫斯科科罗廖夫院士街 12 号 34 室"),
    addressee=("速卖通纠纷处理团队",),
    dateline="2026年11月23日",
    subject="订单 8123456789012345：包裹被海关退回，申请全额退款",
    body="""尊敬的速卖通客服：

我于2026年10月2日在贵平台下单并付款42.50美元。包裹RB123456785CN至今没有送达。物流信息显示，\
“包裹已被目的国海关退回”，原因是报关资料不完整……

## 物流记录

包裹 RB123456785CN 的物流记录：
日期	地点	承运人记录	含义
2026年11月3日 10:15	广州	包裹已到达海关，等待查验	出口海关
2026年11月10日 04:50	Москва	Прибыло на территорию РФ	到达目的国
2026年11月14日 09:02	Внуково	Возврат таможней	被海关退回

- 报关单由卖家填写；
- 没有人要求我提供任何文件或缴纳税费。

因此，我申请全额退款42.50美元。
""",
    enclosures=("包裹物流记录", "订单页面截图"),
    signature="玛丽亚·伊万诺娃",
    labels=LABELS
    | {"subject": "主题：", "page": "第 {page} 页，共 {pages} 页", "enclosures": "附件："},
    created=date(2026, 11, 23),
)

JA = Document(
    kind="customs_request",
    locale="ja",
    title="郵便物 RB123456785CN についての照会",
    formal=True,
    sender=("山田 花子", "東京都千代田区丸の内1-1"),
    addressee=("東京税関 御中",),
    dateline="2026年11月23日",
    subject="郵便物 RB123456785CN についての照会",
    body="""拝啓

標記の郵便物は、11月14日に税関から返送されたと記録されています。理由をご教示ください。
""",
    signature="山田 花子",
    labels=LABELS | {"subject": "件名:", "page": "{page} / {pages} ページ"},
    created=date(2026, 11, 23),
)

AR = Document(
    kind="customs_request",
    locale="ar",
    title="طلب معلومات عن الطرد RB123456785CN",
    formal=True,
    sender=("ليلى الزهراء", "شارع النيل، القاهرة"),
    addressee=("مصلحة الجمارك المصرية",),
    dateline="القاهرة، 23 نوفمبر 2026",
    subject="طلب معلومات عن الطرد",
    body="""السادة المحترمون،

وصل طلبك إلى الجمارك ثم أعيد إلى المرسل. أرجو بيان سبب القرار وتاريخه.

سجل التتبع:
التاريخ	المكان	السجل
3 نوفمبر 2026	Guangzhou	包裹已到达海关
14 نوفمبر 2026	القاهرة	Returned by customs

- لم يطلب مني أي مستند.
- لم تطلب مني أي رسوم.
""",
    signature="ليلى الزهراء",
    labels=LABELS | {"subject": "الموضوع:", "page": "صفحة {page} من {pages}"},
    created=date(2026, 11, 23),
)

HE = Document(
    kind="customs_request",
    locale="he",
    title="בקשה למידע על החבילה",
    formal=True,
    sender=("דנה כהן", "רחוב הרצל 5, תל אביב"),
    addressee=("רשות המסים בישראל",),
    dateline="תל אביב, 23 בנובמבר 2026",
    subject="בקשה למידע על החבילה",
    body="""לכבוד המכס,

החבילה הוחזרה לשולח. אבקש לדעת מה הייתה הסיבה להחלטה.
""",
    signature="דנה כהן",
    labels=LABELS | {"subject": "הנדון:", "page": "עמוד {page} מתוך {pages}"},
    created=date(2026, 11, 23),
)

MESSAGE = replace(
    EN,
    kind="seller_message",
    formal=False,
    sender=(),
    addressee=(),
    dateline="",
    enclosures=(),
    subject="Order 8123456789012345: please help with customs",
    body="""Hello,

my parcel RB123456785CN is held by customs since 14 November 2026. Please send me the invoice.

Thank you.
""",
)

COPY = replace(RU, copy_note="Копия для вас. Отправляйте другой текст.")

LETTERS = {
    "ru": RU,
    "en": EN,
    "de": DE,
    "fr": FR,
    "es": ES,
    "kk": KK,
    "zh_Hans": ZH,
    "ja": JA,
    "ar": AR,
    "he": HE,
    "message": MESSAGE,
    "copy": COPY,
}


def long_history(letter: Document, rows: int = 110) -> Document:
    """Return ``letter`` with a tracking table over several pages and words that never break."""
    history = [
        f"{1 + n % 28} Nov 2026, 10:{n % 60:02}\tGuangzhou\tCentre {n} 包裹已到达\tIn transit"
        for n in range(rows)
    ]
    history[5] = "5 Nov 2026, 10:05\t" + "W" * 80 + "\t" + "x" * 80 + "\tIn transit"
    table = "\n".join(["Date\tPlace\tCarrier's entry\tMeaning", *history])
    return replace(letter, body=f"{letter.body}\n{table}\n\n{'y' * 200}\n")
