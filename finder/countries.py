"""Names of countries and states → codes (ISO 3166-1, USPS), and back; `fold`: how names of places are compared.

Pure. Used by `finder/places.py`, `finder/index.py`, the filters, and `script/make_places`.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import get_language

# ISO 3166-1 alpha-2 and the English name a visitor reads. Kosovo's XK is no ISO code, but GeoNames and the registry
# have the country.
_COUNTRIES = """
AD Andorra | AE United Arab Emirates | AF Afghanistan | AG Antigua and Barbuda | AI Anguilla | AL Albania |
AM Armenia | AO Angola | AQ Antarctica | AR Argentina | AS American Samoa | AT Austria | AU Australia | AW Aruba |
AX Åland Islands | AZ Azerbaijan | BA Bosnia and Herzegovina | BB Barbados | BD Bangladesh | BE Belgium |
BF Burkina Faso | BG Bulgaria | BH Bahrain | BI Burundi | BJ Benin | BL Saint Barthélemy | BM Bermuda | BN Brunei |
BO Bolivia | BQ Bonaire, Sint Eustatius and Saba | BR Brazil | BS Bahamas | BT Bhutan | BV Bouvet Island |
BW Botswana | BY Belarus | BZ Belize | CA Canada | CC Cocos (Keeling) Islands |
CD Democratic Republic of the Congo | CF Central African Republic | CG Republic of the Congo | CH Switzerland |
CI Côte d'Ivoire | CK Cook Islands | CL Chile | CM Cameroon | CN China | CO Colombia | CR Costa Rica | CU Cuba |
CV Cabo Verde | CW Curaçao | CX Christmas Island | CY Cyprus | CZ Czechia | DE Germany | DJ Djibouti | DK Denmark |
DM Dominica | DO Dominican Republic | DZ Algeria | EC Ecuador | EE Estonia | EG Egypt | EH Western Sahara |
ER Eritrea | ES Spain | ET Ethiopia | FI Finland | FJ Fiji | FK Falkland Islands | FM Micronesia |
FO Faroe Islands | FR France | GA Gabon | GB United Kingdom | GD Grenada | GE Georgia | GF French Guiana |
GG Guernsey | GH Ghana | GI Gibraltar | GL Greenland | GM Gambia | GN Guinea | GP Guadeloupe |
GQ Equatorial Guinea | GR Greece | GS South Georgia and the South Sandwich Islands | GT Guatemala | GU Guam |
GW Guinea-Bissau | GY Guyana | HK Hong Kong | HM Heard Island and McDonald Islands | HN Honduras | HR Croatia |
HT Haiti | HU Hungary | ID Indonesia | IE Ireland | IL Israel | IM Isle of Man | IN India |
IO British Indian Ocean Territory | IQ Iraq | IR Iran | IS Iceland | IT Italy | JE Jersey | JM Jamaica |
JO Jordan | JP Japan | KE Kenya | KG Kyrgyzstan | KH Cambodia | KI Kiribati | KM Comoros |
KN Saint Kitts and Nevis | KP North Korea | KR South Korea | KW Kuwait | KY Cayman Islands | KZ Kazakhstan |
LA Laos | LB Lebanon | LC Saint Lucia | LI Liechtenstein | LK Sri Lanka | LR Liberia | LS Lesotho | LT Lithuania |
LU Luxembourg | LV Latvia | LY Libya | MA Morocco | MC Monaco | MD Moldova | ME Montenegro | MF Saint Martin |
MG Madagascar | MH Marshall Islands | MK North Macedonia | ML Mali | MM Myanmar | MN Mongolia | MO Macao |
MP Northern Mariana Islands | MQ Martinique | MR Mauritania | MS Montserrat | MT Malta | MU Mauritius |
MV Maldives | MW Malawi | MX Mexico | MY Malaysia | MZ Mozambique | NA Namibia | NC New Caledonia | NE Niger |
NF Norfolk Island | NG Nigeria | NI Nicaragua | NL Netherlands | NO Norway | NP Nepal | NR Nauru | NU Niue |
NZ New Zealand | OM Oman | PA Panama | PE Peru | PF French Polynesia | PG Papua New Guinea | PH Philippines |
PK Pakistan | PL Poland | PM Saint Pierre and Miquelon | PN Pitcairn | PR Puerto Rico | PS Palestine |
PT Portugal | PW Palau | PY Paraguay | QA Qatar | RE Réunion | RO Romania | RS Serbia | RU Russia | RW Rwanda |
SA Saudi Arabia | SB Solomon Islands | SC Seychelles | SD Sudan | SE Sweden | SG Singapore |
SH Saint Helena, Ascension and Tristan da Cunha | SI Slovenia | SJ Svalbard and Jan Mayen | SK Slovakia |
SL Sierra Leone | SM San Marino | SN Senegal | SO Somalia | SR Suriname | SS South Sudan |
ST Sao Tome and Principe | SV El Salvador | SX Sint Maarten | SY Syria | SZ Eswatini |
TC Turks and Caicos Islands | TD Chad | TF French Southern Territories | TG Togo | TH Thailand | TJ Tajikistan |
TK Tokelau | TL Timor-Leste | TM Turkmenistan | TN Tunisia | TO Tonga | TR Turkey | TT Trinidad and Tobago |
TV Tuvalu | TW Taiwan | TZ Tanzania | UA Ukraine | UG Uganda | UM United States Minor Outlying Islands |
US United States | UY Uruguay | UZ Uzbekistan | VA Vatican City | VC Saint Vincent and the Grenadines |
VE Venezuela | VG British Virgin Islands | VI U.S. Virgin Islands | VN Vietnam | VU Vanuatu |
WF Wallis and Futuna | WS Samoa | YE Yemen | YT Mayotte | ZA South Africa | ZM Zambia | ZW Zimbabwe |
XK Kosovo
"""

# The same in Spanish, as the Americas write them.
_SPANISH = """
AD Andorra | AE Emiratos Árabes Unidos | AF Afganistán | AG Antigua y Barbuda | AI Anguila | AL Albania |
AM Armenia | AO Angola | AQ Antártida | AR Argentina | AS Samoa Americana | AT Austria | AU Australia | AW Aruba |
AX Islas Åland | AZ Azerbaiyán | BA Bosnia y Herzegovina | BB Barbados | BD Bangladés | BE Bélgica |
BF Burkina Faso | BG Bulgaria | BH Baréin | BI Burundi | BJ Benín | BL San Bartolomé | BM Bermudas | BN Brunéi |
BO Bolivia | BQ Bonaire, San Eustaquio y Saba | BR Brasil | BS Bahamas | BT Bután | BV Isla Bouvet |
BW Botsuana | BY Bielorrusia | BZ Belice | CA Canadá | CC Islas Cocos (Keeling) |
CD República Democrática del Congo | CF República Centroafricana | CG República del Congo | CH Suiza |
CI Costa de Marfil | CK Islas Cook | CL Chile | CM Camerún | CN China | CO Colombia | CR Costa Rica | CU Cuba |
CV Cabo Verde | CW Curazao | CX Isla de Navidad | CY Chipre | CZ Chequia | DE Alemania | DJ Yibuti | DK Dinamarca |
DM Dominica | DO República Dominicana | DZ Argelia | EC Ecuador | EE Estonia | EG Egipto | EH Sáhara Occidental |
ER Eritrea | ES España | ET Etiopía | FI Finlandia | FJ Fiyi | FK Islas Malvinas | FM Micronesia |
FO Islas Feroe | FR Francia | GA Gabón | GB Reino Unido | GD Granada | GE Georgia | GF Guayana Francesa |
GG Guernsey | GH Ghana | GI Gibraltar | GL Groenlandia | GM Gambia | GN Guinea | GP Guadalupe |
GQ Guinea Ecuatorial | GR Grecia | GS Islas Georgias del Sur y Sandwich del Sur | GT Guatemala | GU Guam |
GW Guinea-Bisáu | GY Guyana | HK Hong Kong | HM Islas Heard y McDonald | HN Honduras | HR Croacia |
HT Haití | HU Hungría | ID Indonesia | IE Irlanda | IL Israel | IM Isla de Man | IN India |
IO Territorio Británico del Océano Índico | IQ Irak | IR Irán | IS Islandia | IT Italia | JE Jersey | JM Jamaica |
JO Jordania | JP Japón | KE Kenia | KG Kirguistán | KH Camboya | KI Kiribati | KM Comoras |
KN San Cristóbal y Nieves | KP Corea del Norte | KR Corea del Sur | KW Kuwait | KY Islas Caimán | KZ Kazajistán |
LA Laos | LB Líbano | LC Santa Lucía | LI Liechtenstein | LK Sri Lanka | LR Liberia | LS Lesoto | LT Lituania |
LU Luxemburgo | LV Letonia | LY Libia | MA Marruecos | MC Mónaco | MD Moldavia | ME Montenegro | MF San Martín |
MG Madagascar | MH Islas Marshall | MK Macedonia del Norte | ML Malí | MM Birmania | MN Mongolia | MO Macao |
MP Islas Marianas del Norte | MQ Martinica | MR Mauritania | MS Montserrat | MT Malta | MU Mauricio |
MV Maldivas | MW Malaui | MX México | MY Malasia | MZ Mozambique | NA Namibia | NC Nueva Caledonia | NE Níger |
NF Isla Norfolk | NG Nigeria | NI Nicaragua | NL Países Bajos | NO Noruega | NP Nepal | NR Nauru | NU Niue |
NZ Nueva Zelanda | OM Omán | PA Panamá | PE Perú | PF Polinesia Francesa | PG Papúa Nueva Guinea | PH Filipinas |
PK Pakistán | PL Polonia | PM San Pedro y Miquelón | PN Islas Pitcairn | PR Puerto Rico | PS Palestina |
PT Portugal | PW Palaos | PY Paraguay | QA Catar | RE Reunión | RO Rumania | RS Serbia | RU Rusia | RW Ruanda |
SA Arabia Saudita | SB Islas Salomón | SC Seychelles | SD Sudán | SE Suecia | SG Singapur |
SH Santa Elena, Ascensión y Tristán de Acuña | SI Eslovenia | SJ Svalbard y Jan Mayen | SK Eslovaquia |
SL Sierra Leona | SM San Marino | SN Senegal | SO Somalia | SR Surinam | SS Sudán del Sur |
ST Santo Tomé y Príncipe | SV El Salvador | SX San Martín (parte neerlandesa) | SY Siria | SZ Esuatini |
TC Islas Turcas y Caicos | TD Chad | TF Tierras Australes Francesas | TG Togo | TH Tailandia | TJ Tayikistán |
TK Tokelau | TL Timor Oriental | TM Turkmenistán | TN Túnez | TO Tonga | TR Turquía | TT Trinidad y Tobago |
TV Tuvalu | TW Taiwán | TZ Tanzania | UA Ucrania | UG Uganda | UM Islas menores alejadas de Estados Unidos |
US Estados Unidos | UY Uruguay | UZ Uzbekistán | VA Ciudad del Vaticano | VC San Vicente y las Granadinas |
VE Venezuela | VG Islas Vírgenes Británicas | VI Islas Vírgenes de los Estados Unidos | VN Vietnam | VU Vanuatu |
WF Wallis y Futuna | WS Samoa | YE Yemen | YT Mayotte | ZA Sudáfrica | ZM Zambia | ZW Zimbabue |
XK Kosovo
"""

# Other names: ISO's own where the above is shorter, the registry's, and what people write. Word order and "the", "of",
# "and" do not matter (`_bag`).
_ALSO = """
AE UAE | BN Brunei Darussalam | BO Bolivia, Plurinational State of | BQ Caribbean Netherlands | BS Bahamas, The |
CD Congo, Democratic Republic of the | CD DR Congo | CD DRC | CG Congo | CG Congo-Brazzaville | CI Ivory Coast |
CN People's Republic of China | CV Cape Verde | CZ Czech Republic | DE Deutschland | ES España |
FK Falkland Islands (Malvinas) | FM Micronesia, Federated States of | GB UK | GB Great Britain | GB Britain |
GB England | GB Scotland | GB Wales | GB Northern Ireland | HK Hong Kong SAR | IE Republic of Ireland |
IR Iran, Islamic Republic of | KP Korea, Democratic People's Republic of | KR Korea, Republic of | KR Korea |
LA Lao People's Democratic Republic | LY Libyan Arab Jamahiriya | MD Moldova, Republic of |
MF Saint Martin (French part) | MK Macedonia, The Former Yugoslav Republic of | MK Macedonia | MM Burma | MO Macau |
NL Holland | PN Pitcairn Islands | PS Palestine, State of | PS Palestinian Territory | PS Palestinian Territories |
PS Palestinian Territory, occupied | PS Palestinian Territories, Occupied | PS Occupied Palestinian Territory |
RU Russian Federation | SH Saint Helena | SK Slovak Republic | SX Sint Maarten (Dutch part) |
SY Syrian Arab Republic | SZ Swaziland | TL East Timor | TR Türkiye | TR Turkey (Türkiye) |
TW Taiwan, Province of China | TZ Tanzania, United Republic of | US United States of America | US USA | US America |
VA Holy See | VA Holy See (Vatican City State) | VE Venezuela, Bolivarian Republic of | VI Virgin Islands, U.S. |
VI Virgin Islands | VN Viet Nam | XK Republic of Kosovo
"""

# USPS codes, territories included; and the two other countries whose towns are written with a state.
_US = """
AK Alaska | AL Alabama | AR Arkansas | AS American Samoa | AZ Arizona | CA California | CO Colorado | CT Connecticut |
DC District of Columbia | DE Delaware | FL Florida | FM Micronesia | GA Georgia | GU Guam | HI Hawaii | IA Iowa |
ID Idaho | IL Illinois | IN Indiana | KS Kansas | KY Kentucky | LA Louisiana | MA Massachusetts | MD Maryland |
ME Maine | MH Marshall Islands | MI Michigan | MN Minnesota | MO Missouri | MP Northern Mariana Islands |
MS Mississippi | MT Montana | NC North Carolina | ND North Dakota | NE Nebraska | NH New Hampshire | NJ New Jersey |
NM New Mexico | NV Nevada | NY New York | OH Ohio | OK Oklahoma | OR Oregon | PA Pennsylvania | PR Puerto Rico |
PW Palau | RI Rhode Island | SC South Carolina | SD South Dakota | TN Tennessee | TX Texas | UT Utah | VA Virginia |
VI U.S. Virgin Islands | VT Vermont | WA Washington | WI Wisconsin | WV West Virginia | WY Wyoming
"""
_CANADA = """
AB Alberta | BC British Columbia | MB Manitoba | NB New Brunswick | NL Newfoundland and Labrador | NS Nova Scotia |
NT Northwest Territories | NU Nunavut | ON Ontario | PE Prince Edward Island | QC Quebec | SK Saskatchewan | YT Yukon
"""
_AUSTRALIA = """
ACT Australian Capital Territory | NSW New South Wales | NT Northern Territory | QLD Queensland | SA South Australia |
TAS Tasmania | VIC Victoria | WA Western Australia
"""

# Longer text is no name of a place: it is refused before any work is done on it.
LONGEST = 120

_QUOTES = str.maketrans("", "", "'`\u00b4\u02b9\u02bb\u02bc\u2018\u2019")
_LETTERS = str.maketrans(dict(zip("øłđðħŧıə", "olddhtia", strict=True)) | {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
_SHORT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_WORD = re.compile(r"[^\W_]+")
# "D.C.", "U. S. A.": letters that stand alone belong together.
_INITIALS = re.compile(r"\b[^\W\d_](?: [^\W\d_]\b)+")


def fold(text: str) -> str:
    """What is compared: lower case, no accents, no punctuation. `" St. Louis"` → `"saint louis"`, `"D.C."` → `"dc"`."""
    plain = text.translate(_QUOTES).replace("&", " and ")
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter)).lower().translate(_LETTERS)
    spaced = " ".join(_WORD.findall(plain.lower()))
    words = _INITIALS.sub(lambda initials: initials[0].replace(" ", ""), spaced).split()
    # The last word stays: "Billings MT" is no mount.
    return " ".join([*(_SHORT.get(word, word) for word in words[:-1]), *words[-1:]])


def _bag(text: str) -> str:
    """So that "Korea, Republic of" is "Republic of Korea"."""
    return " ".join(sorted(set(fold(text).split()) - {"the", "of", "and"}))


def _pairs(table: str) -> list[tuple[str, str]]:
    entries = (entry.strip().partition(" ") for entry in table.split("|"))
    return [(code, name) for code, _, name in entries]


COUNTRIES: dict[str, str] = dict(_pairs(_COUNTRIES))
SPANISH: dict[str, str] = dict(_pairs(_SPANISH))
US_STATES: dict[str, str] = dict(_pairs(_US))
_STATES = {"US": US_STATES, "CA": dict(_pairs(_CANADA)), "AU": dict(_pairs(_AUSTRALIA))}

_BY_NAME = {name: code for code, name in [*_pairs(_ALSO), *COUNTRIES.items()]}
_BY_BAG = {
    **{_bag(name): code for code, name in SPANISH.items()},
    **{_bag(name): code for name, code in _BY_NAME.items()},
    **{code.lower(): code for code in COUNTRIES},
}


def _state_words(country: str) -> dict[str, str]:
    names = _STATES[country]
    return {fold(name): code for code, name in names.items()} | {code.lower(): code for code in names}


_BY_STATE = {country: _state_words(country) for country in _STATES}
_BY_STATE["US"] |= {"washington dc": "DC", "virgin islands": "VI", "virgin islands us": "VI"}


def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-2 of a code or an English or Spanish name, the registry's spellings included."""
    if (known := _BY_NAME.get(text)) is not None:
        return known
    return _BY_BAG.get(_bag(text)) if len(text) <= LONGEST else None


def country_name(code: str) -> str:
    """`"FR"` → `"France"`, "Francia" on a Spanish page; what is no code is returned as it came: the registry's own
    words."""
    return (SPANISH if get_language() == "es" else COUNTRIES).get(code, code)


def us_state_code(text: str) -> str | None:
    """`"Illinois"`, `"IL"`, `"il"` → `"IL"`."""
    return _BY_STATE["US"].get(fold(text)) if len(text) <= LONGEST else None


def us_state_name(code: str) -> str:
    """`"IL"` → `"Illinois"`; what is no code is returned as it came."""
    return US_STATES.get(code, code)


def states_called(text: str) -> list[tuple[str, str]]:
    """(country, state) for each state of that name or code: "WA" is in the US and in Australia."""
    key = fold(text)
    return [(country, words[key]) for country, words in _BY_STATE.items() if key in words]
