"""Countries under the names news reports give them: nationality, capital, seat of government.

World facts, as any atlas has them. "London said" and "Britain said" are one to a newsroom, so a
claim may use either; which of them acts is for the reader of the two to judge.
"""

from functools import cache

from pipeline.text import key

# One country a line; underscores join the words of one name.
_COUNTRIES = """
Afghanistan Afghan Afghans Kabul
Albania Albanian Tirana
Algeria Algerian Algiers
Argentina Argentine Argentinian Argentines
Armenia Armenian Yerevan
Australia Australian Aussie Canberra
Austria Austrian Vienna
Azerbaijan Azerbaijani Azeri Baku
Bangladesh Bangladeshi Dhaka
Belarus Belarusian Minsk
Belgium Belgian
Bolivia Bolivian
Bosnia Bosnian Sarajevo
Brazil Brazilian Brasilia
Britain British UK U.K Briton Britons London Westminster Whitehall Downing_Street United_Kingdom
Bulgaria Bulgarian Sofia
Canada Canadian Ottawa
Chile Chilean Santiago
China Chinese Beijing
Colombia Colombian Bogota Bogotá
Croatia Croatian Zagreb
Cuba Cuban Havana
Cyprus Cypriot Nicosia
Czechia Czech Prague
Denmark Danish Dane Danes Copenhagen
Egypt Egyptian Cairo
England English
Estonia Estonian Tallinn
Ethiopia Ethiopian Addis_Ababa
Finland Finnish Finn Finns Helsinki
France French Paris Élysée Elysee
Georgia Georgian Tbilisi
Germany German Berlin
Ghana Ghanaian Accra
Greece Greek Athens
Hungary Hungarian Budapest
Iceland Icelandic Reykjavik
India Indian Delhi New_Delhi
Indonesia Indonesian Jakarta
Iran Iranian Tehran
Iraq Iraqi Baghdad
Ireland Irish Dublin
Israel Israeli Jerusalem
Italy Italian Rome
Japan Japanese Tokyo
Jordan Jordanian Amman
Kazakhstan Kazakh Astana
Kenya Kenyan Nairobi
Korea Korean
Kuwait Kuwaiti
Latvia Latvian Riga
Lebanon Lebanese Beirut
Libya Libyan Tripoli
Lithuania Lithuanian Vilnius
Malaysia Malaysian
Mexico Mexican
Moldova Moldovan Chisinau
Mongolia Mongolian
Morocco Moroccan Rabat
Myanmar Burma Burmese Naypyidaw
Nepal Nepali Nepalese Kathmandu
Netherlands Dutch Holland Hague
New_Zealand New_Zealander Wellington
Niger Nigerien Niamey
Nigeria Nigerian Abuja
Norway Norwegian Oslo
Pakistan Pakistani Islamabad
Palestine Palestinian
Peru Peruvian Lima
Philippines Philippine Filipino Manila
Poland Polish Pole Poles Warsaw
Portugal Portuguese Lisbon
Qatar Qatari Doha
Romania Romanian Bucharest
Russia Russian Moscow Kremlin
Saudi_Arabia Saudi Saudis Riyadh
Scotland Scottish Scot Scots Holyrood
Senegal Senegalese Dakar
Serbia Serbian Serb Belgrade
Slovakia Slovak Bratislava
Slovenia Slovenian Slovene Ljubljana
Somalia Somali Mogadishu
Spain Spanish Spaniard Spaniards Madrid
Sudan Sudanese Khartoum
Sweden Swedish Swede Swedes Stockholm
Switzerland Swiss Bern
Syria Syrian Damascus
Taiwan Taiwanese Taipei
Thailand Thai Bangkok
Tunisia Tunisian Tunis
Turkey Turkish Turk Turks Türkiye Turkiye Ankara
Ukraine Ukrainian Kyiv Kiev
US U.S USA U.S.A America American Americans Washington Pentagon United_States White_House
Venezuela Venezuelan Caracas
Vietnam Vietnamese Hanoi
Wales Welsh Cardiff
Yemen Yemeni
EU E.U Europe European Brussels European_Union
"""


@cache
def _groups() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _COUNTRIES.split("\n"):
        group = {key(name.replace("_", " ")) for name in line.split()}
        for name in group:
            found.setdefault(name, set()).update(group)
    return {name: frozenset(group) for name, group in found.items()}


def kin(word: str) -> frozenset[str]:
    """All names of the country that this one names, as keys; empty when it names none."""
    plain = key(word)
    groups = _groups()
    return groups.get(plain) or groups.get(plain.removesuffix("s")) or frozenset()
