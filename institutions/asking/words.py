"""The words by which people call equipment, kinds of spaces and what makes a space accessible, in three languages.

Each is a regular expression over text in lower case; longer words stand before those that they hold.
"""

from institutions.models import Equipment, Space

EQUIPMENT: dict[str, str] = {
    Equipment.INTERPRETING: (
        r"interpret(?:ing|ation)(?: booths?)?|interpreters?' booth|booths?\b|同声传译|同传|传译间|翻译间|口译"
        r"|동시 ?통역|통역 ?부스|통역"
    ),
    Equipment.VIDEO: (
        r"video ?-?conferenc(?:ing|e)(?: system)?|video ?calls?|video (?:meeting|link)s?|视频会议|视频通话|视频"
        r"|화상 ?회의|화상 ?통화|화상"
    ),
    Equipment.PROJECTOR: r"projectors?|beamers?|投影仪|投影机|投影|빔 ?프로젝터|프로젝터|프로젝트|빔",
    Equipment.SCREEN: (
        r"(?:large |big )?(?:screens?|displays?|monitors?)\b|\btv\b|television|大屏幕|大屏|屏幕|显示屏|电视"
        r"|대형 ?(?:화면|스크린)|스크린|모니터|티비|텔레비전"
    ),
    Equipment.WHITEBOARD: r"white ?boards?|flip ?charts?|白板|화이트 ?보드|칠판",
    Equipment.MICROPHONES: r"microphones?|\bmics?\b|话筒|麦克风|마이크",
    Equipment.SHELVES: r"(?:display )?(?:shelves|shelf|shelving)|货架|展架|陈列架|진열대|진열 ?선반|선반",
    Equipment.KITCHEN: r"(?:tea )?kitchen|茶水间|厨房|탕비실|주방",
    Equipment.PRINTER: r"printers?|printing|打印机|打印|프린터|인쇄기",
}
KINDS: dict[str, str] = {
    Space.Kind.DESK: r"(?:hot )?desks?\b|work ?places?|工位|办公桌|办公位|책상|업무 ?좌석|공유 ?좌석",
    Space.Kind.HALL: r"(?:exhibition |lecture |event )?halls?\b|展厅|大厅|礼堂|多功能厅|전시장|전시실|강당|홀",
    Space.Kind.ROOM: r"(?:meeting|conference|board) ?rooms?|会议室|洽谈室|회의실|미팅 ?룸",
}
STEP_FREE = r"wheel ?chairs?(?: access(?:ible)?)?|step ?-?free|accessible|无障碍|轮椅|휠체어|무장애|배리어 ?프리"
HEARING_LOOP = r"hearing (?:loop|aid)s?|induction loop|听力环路|助听|보청기|청각 ?보조"
_LINES = (
    "a an the for with and or in on at to of from until till we need i want would like looking find book",
    "please room rooms space spaces free available some any about around is are there that has have me us",
    "my our this next people possible can could where which",
    "이 가 을 를 은 는 의 에 에서 로 으로 와 과 및 도 용 방 룸 공간 자리 있는 되는 필요",
    "필요해요 필요합니다 원해요 찾아요 찾습니다 예약 빈 정도 수 들어가는 가능한 부터 까지 동안",
    "하나 개 회의 쓸 갖춘 딸린 이용",
)
FILLERS = frozenset(word for line in _LINES for word in line.split())
"""Words that say nothing about which space; particles among them that stand alone when the rest is cut out."""
FILLERS_ZH = (
    r"(?:我们|我|想要|需要|要|想|一个|一间|个|间|的|有|带着|带|和|在|用|能|可以|请|寻找|找|预订|预约|订|房间|房|场地|空间|空闲"
    r"|容纳|左右|大概|约|去|到|从|把|给|吗|呢|开会|会议|开|人|位|名|及|与|还|看)+"
)
"""The same in Chinese, where words stand without spaces: a run of them."""
