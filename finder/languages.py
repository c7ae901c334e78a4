"""Codes of languages (ISO 639-1) → their English names. Pure; used by the pages and facets of care centers."""

from __future__ import annotations

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
LANGUAGES: dict[str, str] = {
    code: name for code, _, name in (entry.strip().partition(" ") for entry in _LANGUAGES.split("|"))
}


def language_name(code: str) -> str:
    """`"es"` → `"Spanish"`; a code we do not know is returned as it came."""
    return LANGUAGES.get(code, code)
