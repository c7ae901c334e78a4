"""Codes of languages (ISO 639-1) → their names in English and Spanish. Pure; used by the pages of care centers."""

from __future__ import annotations

from django.utils.translation import get_language

_LANGUAGES = """
aa Afar | ab Abkhazian | af Afrikaans | ak Akan | am Amharic | ar Arabic | as Assamese | ay Aymara | az Azerbaijani |
ba Bashkir | be Belarusian | bg Bulgarian | bi Bislama | bm Bambara | bn Bengali | bo Tibetan | bs Bosnian |
ca Catalan | ce Chechen | ch Chamorro | cs Czech | cy Welsh | da Danish | de German | dv Dhivehi | dz Dzongkha |
ee Ewe | el Greek | en English | es Spanish | et Estonian | eu Basque | fa Persian (Farsi) | ff Fulah | fi Finnish |
fj Fijian | fr French | ga Irish | gl Galician | gn Guarani | gu Gujarati | ha Hausa | he Hebrew | hi Hindi |
hr Croatian | ht Haitian Creole | hu Hungarian | hy Armenian | id Indonesian | ig Igbo | is Icelandic | it Italian |
iu Inuktitut | ja Japanese | jv Javanese | ka Georgian | kg Kongo | ki Kikuyu | kk Kazakh | kl Greenlandic | km Khmer |
kn Kannada | ko Korean | ks Kashmiri | ku Kurdish | ky Kyrgyz | la Latin | lb Luxembourgish | lg Ganda | ln Lingala |
lo Lao | lt Lithuanian | lv Latvian | mg Malagasy | mh Marshallese | mi Maori | mk Macedonian | ml Malayalam |
mn Mongolian | mr Marathi | ms Malay | mt Maltese | my Burmese | na Nauru | nb Norwegian | nd Ndebele | ne Nepali |
nl Dutch | nn Norwegian (Nynorsk) | no Norwegian | nv Navajo | ny Chichewa | oc Occitan | om Oromo | or Odia |
pa Punjabi | pl Polish | ps Pashto | pt Portuguese | qu Quechua | rn Rundi | ro Romanian | ru Russian |
rw Kinyarwanda | sa Sanskrit | sd Sindhi | se Northern Sami | sg Sango | si Sinhala | sk Slovak | sl Slovenian |
sm Samoan | sn Shona | so Somali | sq Albanian | sr Serbian | ss Swati | st Sotho | su Sundanese | sv Swedish |
sw Swahili | ta Tamil | te Telugu | tg Tajik | th Thai | ti Tigrinya | tk Turkmen | tl Tagalog (Filipino) | tn Tswana |
to Tongan | tr Turkish | ts Tsonga | tt Tatar | ug Uyghur | uk Ukrainian | ur Urdu | uz Uzbek | ve Venda |
vi Vietnamese | wo Wolof | xh Xhosa | yi Yiddish | yo Yoruba | za Zhuang | zh Chinese | zu Zulu
"""
_SPANISH = """
aa afar | ab abjasio | af afrikáans | ak akan | am amárico | ar árabe | as asamés | ay aimara | az azerbaiyano |
ba baskir | be bielorruso | bg búlgaro | bi bislama | bm bambara | bn bengalí | bo tibetano | bs bosnio |
ca catalán | ce checheno | ch chamorro | cs checo | cy galés | da danés | de alemán | dv dhivehi | dz dzongkha |
ee ewé | el griego | en inglés | es español | et estonio | eu vasco | fa persa (farsi) | ff fula | fi finés |
fj fiyiano | fr francés | ga irlandés | gl gallego | gn guaraní | gu guyaratí | ha hausa | he hebreo | hi hindi |
hr croata | ht criollo haitiano | hu húngaro | hy armenio | id indonesio | ig igbo | is islandés | it italiano |
iu inuktitut | ja japonés | jv javanés | ka georgiano | kg kongo | ki kikuyu | kk kazajo | kl groenlandés | km jemer |
kn canarés | ko coreano | ks cachemir | ku kurdo | ky kirguís | la latín | lb luxemburgués | lg ganda | ln lingala |
lo lao | lt lituano | lv letón | mg malgache | mh marshalés | mi maorí | mk macedonio | ml malayálam |
mn mongol | mr maratí | ms malayo | mt maltés | my birmano | na nauruano | nb noruego | nd ndebele | ne nepalí |
nl neerlandés | nn noruego (nynorsk) | no noruego | nv navajo | ny chichewa | oc occitano | om oromo | or odia |
pa panyabí | pl polaco | ps pastún | pt portugués | qu quechua | rn kirundi | ro rumano | ru ruso |
rw kiñaruanda | sa sánscrito | sd sindhi | se sami septentrional | sg sango | si cingalés | sk eslovaco | sl esloveno |
sm samoano | sn shona | so somalí | sq albanés | sr serbio | ss suazi | st sesotho | su sundanés | sv sueco |
sw suajili | ta tamil | te telugu | tg tayiko | th tailandés | ti tigriña | tk turcomano | tl tagalo (filipino) |
tn setsuana | to tongano | tr turco | ts tsonga | tt tártaro | ug uigur | uk ucraniano | ur urdu | uz uzbeko |
ve venda | vi vietnamita | wo wólof | xh xhosa | yi yidis | yo yoruba | za zhuang | zh chino | zu zulú
"""


def _names(table: str) -> dict[str, str]:
    return {code: name for code, _, name in (entry.strip().partition(" ") for entry in table.split("|"))}


LANGUAGES = _names(_LANGUAGES)
SPANISH = _names(_SPANISH)


def language_name(code: str) -> str:
    """`"es"` → `"Spanish"`, "español" on a Spanish page; a code we do not know is returned as it came."""
    return (SPANISH if get_language() == "es" else LANGUAGES).get(code, code)
