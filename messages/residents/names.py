"""What roles, levels and reasons are called, in the words of the residents."""

from bot.rules.ports import Language
from bot.rules.residents import BindingState, EndReason, HomeRole, Level, PlaceKind, Role, Via
from bot.rules.residents.facts import HelpFrom, HomeAt, HomeLine, MemberLine, PlaceName, RequestLine, RoleCount, RoleLine
from messages import formatting
from messages.labels import label

Words = dict[Language, str]

ROLES: dict[Role, Words] = {
    Role.STREET_STAFF: {"zh": "街道干部", "en": "street staff"},
    Role.COMMUNITY_STAFF: {"zh": "社区干部", "en": "community staff"},
    Role.COMPOUND_CHIEF: {"zh": "小区长", "en": "compound chief"},
    Role.BUILDING_HEAD: {"zh": "楼长", "en": "building head"},
    Role.GRID_WORKER: {"zh": "网格员", "en": "grid worker"},
    Role.OWNERS_COMMITTEE: {"zh": "业委会", "en": "owners' committee"},
    Role.PROPERTY_MANAGER: {"zh": "物业", "en": "property manager"},
    Role.CONTRACTOR: {"zh": "施工方", "en": "contractor"},
    Role.TREASURER: {"zh": "财务", "en": "treasurer"},
}
HOME_ROLES: dict[HomeRole, Words] = {
    HomeRole.OWNER: {"zh": "业主", "en": "owner"},
    HomeRole.FAMILY: {"zh": "家人", "en": "family"},
    HomeRole.TENANT: {"zh": "租客", "en": "tenant"},
}
LEVELS: dict[Level, Words] = {
    Level.BUILDING_HEAD: {"zh": "楼长", "en": "the building head"},
    Level.COMPOUND_CHIEF: {"zh": "小区长", "en": "the compound chief"},
    Level.STAFF: {"zh": "社区干部", "en": "community staff"},
}
# To whom it goes from there, if nobody presses.
ABOVE: dict[Level, Words] = {
    Level.BUILDING_HEAD: {"zh": "小区长或社区干部", "en": "the compound chief or the community staff"},
    Level.COMPOUND_CHIEF: {"zh": "社区干部", "en": "the community staff"},
    Level.STAFF: {"zh": "社区干部", "en": "the community staff"},
}
HELPERS: dict[HelpFrom, Words] = {
    HelpFrom.HEAD: {"zh": "楼长", "en": "the building head"},
    HelpFrom.CHIEF: {"zh": "小区长", "en": "the compound chief"},
    HelpFrom.STAFF: {"zh": "社区干部", "en": "community staff"},
    HelpFrom.STREET: {"zh": "街道干部", "en": "street staff"},
    HelpFrom.OPERATOR: {"zh": "社区", "en": "the community office"},
}
VIAS: dict[Via, Words] = {
    Via.SLIP: {"zh": "用小条登记的", "en": "with a slip"},
    Via.HEAD: {"zh": "楼长那边确认的", "en": "confirmed by the head"},
    Via.HOUSEHOLD: {"zh": "这一户的业主请的", "en": "invited by the owner"},
}
REASONS: dict[EndReason, Words] = {
    EndReason.SOLD: {"zh": "房子卖了", "en": "the home was sold"},
    EndReason.MOVED: {"zh": "搬走了", "en": "moved away"},
    EndReason.MISTAKE: {"zh": "登记错了", "en": "registered by mistake"},
    EndReason.OBJECTION: {"zh": "这一户的人说不认识", "en": "the household does not know you"},
    EndReason.LEFT: {"zh": "自己退出的", "en": "left"},
    EndReason.WITHDRAWN: {"zh": "自己撤回的", "en": "taken back"},
    EndReason.REPLACED: {"zh": "换成了新的登记", "en": "replaced by a new registration"},
}
# A place whose name says its kind already needs no second 社区 or 街道 before 干部.
_STAFF_SHORT = {Role.COMMUNITY_STAFF: "社区", Role.STREET_STAFF: "街道"}


def home_name(language: Language, home: HomeAt) -> str:
    """3栋2单元301; 和平小区3栋2单元301 for whoever has homes elsewhere, too."""
    name = formatting.home(home.building, home.entrance, home.room, language)
    if not home.apart:
        return name
    return f"{home.compound}{name}" if language == "zh" else f"{home.compound}, {name}"


def home_standing(language: Language, line: HomeLine) -> str:
    """What keeps somebody from being at their home yet, and who decides; empty for whoever is."""
    level = LEVELS[line.level or Level.STAFF][language]
    if line.state is BindingState.PENDING:
        return f"还在等{level}确认" if language == "zh" else f"waiting for {level}"
    if line.state is BindingState.SUSPENDED:
        return f"先停着，等{level}来定" if language == "zh" else f"on hold until {level} decides"
    return ""


def place_words(language: Language, place: PlaceName) -> str:
    """和平小区3栋 / 和平小区, Building 3"""
    if language == "zh":
        return place.inside + place.name
    name = formatting.english_place(place.name) if place.kind is PlaceKind.BUILDING else place.name
    return f"{place.inside}, {name}" if place.inside else name


def role_at(language: Language, role: Role, place: PlaceName) -> str:
    """和平小区3栋楼长, 和平小区的小区长 / building head of 和平小区, Building 3"""
    where = place_words(language, place)
    if language == "en":
        return f"{ROLES[role]['en']} of {where}"
    if role is Role.COMPOUND_CHIEF:
        return f"{where}的小区长"
    short = _STAFF_SHORT.get(role)
    return f"{where}干部" if short is not None and where.endswith(short) else f"{where}{ROLES[role]['zh']}"


# What stands on a button is made of a name and, at most, one word.
def building_label(language: Language, *, place: PlaceName) -> str:
    return formatting.english_place(place.name) if language == "en" else place.name


def place_label(language: Language, *, place: PlaceName) -> str:
    """Among places of several compounds."""
    return place_words(language, place)


def entrance_label(language: Language, *, name: str) -> str:
    """Shops on a ground floor stand behind none, and a button without words reaches nobody."""
    if not name:
        return label(language, "no_entrance")
    return formatting.english_place(name) if language == "en" else name


def it_is_label(language: Language, *, name: str) -> str:
    return f"是{name}" if language == "zh" else f"It is {name}"


def request_label(language: Language, *, line: RequestLine) -> str:
    words = f"{home_name(language, line.home)} · {HOME_ROLES[line.role][language]}"
    if line.elsewhere is None:
        return words
    level = LEVELS[line.elsewhere][language]
    return f"{words}（{level}在办）" if language == "zh" else f"{words} ({level} has it)"


def numbered(language: Language, owner: str, number: int) -> str:
    """王桂芳（2）: the second of two accounts that read alike."""
    if not number:
        return owner
    return f"{owner}（{number}）" if language == "zh" else f"{owner} ({number})".strip()


def end_label(language: Language, *, line: MemberLine) -> str:
    who = " ".join(part for part in (HOME_ROLES[line.role][language], numbered(language, line.owner, line.number)) if part)
    return f"解除 {who}" if language == "zh" else f"End {who}"


def role_label(language: Language, *, role: Role, holders: int) -> str:
    name = ROLES[role][language]
    return f"{name} {holders}" if language == "zh" else f"{name[:1].upper()}{name[1:]} {holders}"


def building_heads_label(language: Language, *, building: RoleCount) -> str:
    return f"{building_label(language, place=building.place)} · {building.holders}"


def revoke_label(language: Language, *, name: str) -> str:
    return f"解除 {called(language, name)}" if language == "zh" else f"End {called(language, name)}"


def give_back_label(language: Language, *, line: RoleLine) -> str:
    where = role_at(language, line.role, line.place)
    return f"不当{where}了" if language == "zh" else f"Give back: {where}"


def called(language: Language, name: str) -> str:
    """Somebody whose name is not known is called so."""
    return name or {"zh": "没写名字的", "en": "somebody without a name"}[language]
