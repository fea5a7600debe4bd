"""Surnames that are written in many ways, and those of two syllables."""

from functools import cache

from legal_services.names.scripts import simplified

KOREAN = """
김 金 kim gim ghim keem kym gym
이 李伊異 lee yi i rhee ri li rhie leigh yee ee
박 朴 park bak pak bark pack bahk
최 崔 choi choe choy chwe choei
정 鄭丁程 jung jeong chung chong joung cheong jeoung
강 姜康强 kang gang kahng
조 趙曺曹 cho jo joe choh zo
윤 尹 yoon yun youn yune
장 張章蔣莊 jang chang
임 林任 lim im yim rim leem rhim
한 韓 han hahn
오 吳 oh o
서 徐 seo suh sur so su seoh
신 申辛愼 shin sin
권 權 kwon gwon kweon
황 黃 hwang whang
안 安 ahn an
송 宋 song
전 全田錢 jeon jun chun chon cheon
홍 洪 hong
유 劉柳兪庾 yoo yu you ryu ryoo lyu lew yoou
고 高 ko go koh goh
문 文 moon mun
양 梁楊 yang ryang
손 孫 son sohn
배 裵裴 bae pae bai pai
백 白 baek paik back paek baik
허 許 heo huh hur her hu ho
남 南 nam
심 沈 shim sim
노 盧魯 noh roh no ro nho
하 河夏 ha hah
곽 郭 kwak gwak kwack
성 成 sung seong song
차 車 cha
주 朱周 joo ju choo chu
우 禹 woo u wu
구 具丘 koo gu goo ku
민 閔 min
나 羅 na ra rah nah
진 陳晉秦 jin chin
지 池智 ji jee chi
엄 嚴 um eom uhm ohm
채 蔡 chae
원 元 won weon
천 千 cheon chun
방 方房 bang pang
공 孔 kong gong
현 玄 hyun hyeon
함 咸 ham hahm
변 卞邊 byun byeon pyun
염 廉 yum yeom youm
여 呂余 yeo yuh
추 秋 choo chu
도 都 do doh
소 蘇 so soh
석 石 seok suk sok
선 宣 sun seon
설 薛 seol sul
마 馬 ma mah
길 吉 gil kil
연 延 yeon youn yun
위 魏 wi wee
표 表 pyo
명 明 myung myeong
기 奇 ki gi kee
반 潘 ban pan
왕 王 wang
금 琴 geum keum
옥 玉 ok ock
육 陸 yook yuk ryuk
인 印 in ihn
맹 孟 maeng
제 諸 je jae
모 牟毛 mo
탁 卓 tak
국 鞠 kook guk
은 殷 eun
용 龍 yong
예 芮 ye yea
경 慶 kyung gyeong
봉 奉 bong
사 史 sa
부 夫 boo bu
황보 皇甫 hwangbo hwangbo
남궁 南宮 namkung namgung namgoong
선우 鮮于 sunwoo seonu seonwoo
제갈 諸葛 jegal jaegal
독고 獨孤 dokgo dokko
사공 司空 sagong
서문 西門 seomun seomoon
"""
"""A surname in Hangul, the characters that it is, and how its bearers write it in Latin letters."""

CHINESE_OF_TWO = (
    "欧阳 上官 诸葛 司马 司徒 司空 夏侯 慕容 皇甫 令狐 尉迟 公孙 长孙 宇文 端木 独孤 南宫 东方 西门 呼延 赫连 澹台 "
    "公冶 宗政 濮阳 淳于 单于 太叔 申屠 轩辕 鲜于 钟离 闻人 闾丘 万俟"
)
READ_AS_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "朴": "piao", "任": "ren", "区": "ou", "查": "zha",
    "盖": "ge", "缪": "miao", "翟": "zhai", "覃": "qin", "冼": "xian", "黑": "he", "秘": "bi", "折": "she",
    "祭": "zhai", "种": "chong", "员": "yun", "尉迟": "yuchi", "万俟": "moqi", "令狐": "linghu", "乐": "yue",
    "纪": "ji", "葛": "ge", "华": "hua", "宁": "ning", "燕": "yan", "哈": "ha", "洗": "xian", "那": "na",
}  # fmt: skip
"""Characters that are read in another way, or in one way only, where they are a surname."""


@cache
def korean_by_latin() -> dict[str, list[str]]:
    """The Korean surnames, in Hangul, that a spelling in Latin letters may stand for."""
    found: dict[str, list[str]] = {}
    for hangul, _, *spellings in _korean():
        for spelling in spellings:
            found.setdefault(spelling, []).append(hangul)
    return found


@cache
def korean_by_character() -> dict[str, list[str]]:
    """The Korean surnames that a character, simplified, stands for; those of two characters under both together."""
    found: dict[str, list[str]] = {}
    for hangul, characters, *_ in _korean():
        for character in [characters] if len(hangul) > 1 else characters:
            found.setdefault(simplified(character), []).append(hangul)
    return found


@cache
def characters_of_korean() -> dict[str, list[str]]:
    """The characters, simplified, that a Korean surname in Hangul may be."""
    found: dict[str, list[str]] = {}
    for character, surnames in korean_by_character().items():
        for hangul in surnames:
            found.setdefault(hangul, []).append(character)
    return found


@cache
def chinese_of_two() -> frozenset[str]:
    """Chinese surnames of two characters."""
    return frozenset(CHINESE_OF_TWO.split())


@cache
def korean_of_two() -> frozenset[str]:
    """Korean surnames of two syllables, in Hangul."""
    return frozenset(hangul for hangul, *_ in _korean() if len(hangul) > 1)


def _korean() -> list[list[str]]:
    return [line.split() for line in KOREAN.split("\n") if line]
