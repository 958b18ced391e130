"""Whether a word of an owner's cell is a name and nothing but a name. What is not sure to be one is shown to staff."""

import re

from bot.rules.rosters.writing import LONGEST_NAME

_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
ONE_HAN = re.compile(f"[{_HAN}]")
_ALL_HAN = re.compile(f"[{_HAN}]+")
_WITH_DOT = re.compile(f"[{_HAN}A-Za-z.]{{1,12}}(?:[·•・‧.][{_HAN}A-Za-z]{{1,12}}){{1,4}}")
# John Smith, but not five words: that is two people, or a sentence.
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ.'’-]+(?: [A-Za-zÀ-ɏ.'’-]+){0,3}")
# Keys that offices give where they do not write names: 业主12, A7.
_KEY = re.compile(r"业主(?:\d{1,6}|[A-Z甲乙丙丁])|[A-Za-z][A-Za-z_-]{0,15}\d{1,6}")
# Surnames of two characters, after which a given name may stand apart: 欧阳 修.
TWO_CHARACTERS = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|夏侯|令狐|司徒|端木|南宫|独孤|长孙|宇文|轩辕|淳于|万俟|拓跋|呼延|申屠"
)
# The hundred surnames that most people have: only these tell two names that were written as one (张三李四).
_COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易"
)
# Surnames of the book of families without those that are words first (家 空 别 后 公 经 通 水), and of today's registers.
_SURNAMES = _COMMON | frozenset(
    "褚卫尤施华戚喻柏窦章云奚郎鲁昌苗凤花俞柳酆鲍费廉岑倪滕殷毕邬安乐时傅皮卞齐伍元卜平和穆萧湛祁禹狄米贝明臧计伏成谈茅庞纪舒屈项祝"
    "阮蓝闵席季麻强路娄危童颜梅盛刁骆樊凌霍虞支柯昝管房裘缪干解应宗宣贲郁单杭洪包诸左吉钮嵇邢滑裴荣翁荀羊於惠甄曲封芮羿储靳汲邴糜松井"
    "富巫乌焦巴弓牧隗山谷车宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖符景詹束幸司韶郜蓟薄印宿怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟贡劳"
    "逄姬申扶堵冉宰郦雍璩桑桂濮牛寿边扈燕冀浦尚农温庄晏柴瞿阎慕连茹习宦艾鱼容古慎戈庾暨居衡步都耿满弘匡文寇广禄阙东欧沃利蔚隆师巩聂晁勾敖融冷訾辛阚"
    "那简饶毋沙乜养鞠丰巢关蒯查荆红游竺权逯盖桓代佘佟亓仉仝苟晋战邸洛鹿麦修银漆但操粟谌涂卿敬甯衣帅苑区揭雒撒谯补青邝矫赫楚展随隋尉阳芦海迟"
    "兰冶呼郇肇鄢綦蹇伦冼候岳尧郄宇宏哈吐迪阿努尼买热帕萨斯塔玛依库木图赛达扎次多旦格尕嘎拉普仁泽措央永珠呷"
)
# How the names of Tibetans, Uyghurs, Yi and Mongols begin in Chinese characters; four of them are one name.
_TRANSCRIBED = frozenset("阿艾迪吐哈努尼乌巴买热帕萨斯塔古玛依库木图赛伊达扎次多旦贡格尕嘎洛拉普仁索泽措央永珠德呷卓")
# Words of a remark. Whoever's name they stand in is not all that the cell says.
_REMARK = re.compile(
    r"[已待暂租户卖售妻某号的给与及或]|未[交办过确领]|空置|转[让给]|过户|办证|证件|房[产屋东改本贷租管]|抵押|查[封无]|司法|法拍|拍卖|尚[未欠]|解[押封除]|居[住民委]|党员|高龄|老人|管[家理]|曾用|业主|产权|"
    r"代[管持办理签收购]|[单双]方|单[位身亲独]|安置|商铺|车[位库棚主]|经办|常[住年]|全[家款体部]|多[人户]|夫妻|配偶|丈夫|[儿养长次]子|女儿|[父母]亲|兄弟|姐妹|"
    r"先生|女士|小姐|老师|师傅|阿姨|叔叔|大[爷妈姐哥]|太太|电话|手机|身份|微信|姓名|签[字名]|同意|备注|详见|见附|[原曾改更又]名|不详|本人|银行卡"
)
# Words of a remark that begin like a usual name. Each may be in one (白天明), so only the whole word tells.
_LIKE_A_NAME = re.compile(
    r"毛[坯墙]房?|高[层工管]|白[天班条]|马上|周[末一二三四五六日边]|金[融额]|江苏人?|石[化材]|常(?:年|不|在|驻|出).{0,2}|方[先便才]|万元|易主|何时|孔雀|安徽人?|温州人?|向[东南西北阳]"
)
_REMARK_OF_COMPANY = re.compile(r"[已待]|转[让给]|过户|抵押|查封|法拍|代持|法人|联系人|租户")
_REMARK_IN_LATIN = re.compile(
    r"\b(?:mr|mrs|ms|miss|and|or|the|owners?|tenants?|unknown|tbd|tba|none|null|nil|vacant|empty|pending|sold|rent(?:ed)?|agent|phone|tel|mobile|wife|husband)\b",
    re.IGNORECASE,
)
# What is called, not named: 张总, 李姐, 王氏; and 张三代, 张三故.
_CALLED = frozenset("总姐哥叔姨嫂爷婆氏工")
_ENDS_A_REMARK = frozenset("氏代亡故夫等各家房店厂局")
_COMPANY = re.compile(
    r".*(?:公司|集团|中心|银行|[支分]行|合作社|委员会|[居村业]委会|协会|[大中小]?学校?|幼儿园|[医法学]院|研究[院所]|设计院|检察院|置业|地产|实业|企业"
    r"|商贸|物业|政府|办事处|街道办|事务所|酒店|宾馆|超市|基金会|教会|联社|.{3}[厂局店社馆站处部所寺])(?:\([^()]{1,20}\))?"
)


def is_company(name: str) -> bool:
    """It ends as companies do; 「宏达公司张三」 does not, and 「李四(宏达公司)」 is somebody."""
    before, bracket, _ = name.partition("(")
    whose = before if bracket and name.endswith(")") else name
    return len(whose) > 3 and bool(_COMPANY.fullmatch(whose)) and not _REMARK_OF_COMPANY.search(name)


def is_latin_word(name: str) -> bool:
    """One word of Latin letters: half of 「Smith, John」, or a remark."""
    return (bool(_LATIN.fullmatch(name)) and " " not in name) or (len(name) == 1 and name.isascii())


def is_plain_name(name: str) -> bool:
    """A person's or a company's name as it stands on deeds, without anything that a remark may have left in it."""
    if len(name) >= LONGEST_NAME:
        return False
    if is_company(name) or _KEY.fullmatch(name):
        return True
    if _ALL_HAN.fullmatch(name):
        return _is_person(name)
    if _REMARK.search(name):
        return False
    if _WITH_DOT.fullmatch(name):
        # 「张三·李四」 is two people, 「阿依古丽·买买提」 is one.
        return not all(part[0] in _COMMON and _is_person(part) for part in re.split("[·•・‧.]", name) if part)
    return bool(_LATIN.fullmatch(name)) and not _REMARK_IN_LATIN.search(name)


def is_usual_name(name: str) -> bool:
    """Surely a name also where nothing but a space parts it from another: behind a surname that is no word of a remark."""
    if not _ALL_HAN.fullmatch(name):
        return True
    if TWO_CHARACTERS.match(name) or is_company(name):
        return True
    return name[0] in _COMMON and (len(name) < 4 or name[1] in _COMMON) and not _LIKE_A_NAME.fullmatch(name)


def _is_person(name: str) -> bool:
    """Two or three characters behind a surname; four where two of them are the surname, or transcribe another language."""
    if _REMARK.search(name):
        return False
    two = bool(TWO_CHARACTERS.match(name))
    if len(name) == 2:
        return name[0] in _SURNAMES and name[1] not in _CALLED | _ENDS_A_REMARK and not two
    if len(name) == 3:
        return (two or name[0] in _SURNAMES) and name[2] not in _ENDS_A_REMARK
    if len(name) != 4:
        return False
    if two:
        return True
    is_double = name[0] in _SURNAMES and name[1] in _COMMON
    return (is_double or name[0] in _TRANSCRIBED) and name[2] not in _COMMON
