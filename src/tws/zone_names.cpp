// Zone of the IANA database: its names elsewhere. Windows' names by the windowsZones of Unicode CLDR (territory 001);
// Java's English display names as OpenJDK 17 gives them, where they cover zones that differ the one that CLDR has for
// the territory 001; the database's own backward links, which not every machine installs; and the abbreviations that
// mean one zone only, but EST, which TWS says all year where New York is meant.
#include "tws/zone_names.hpp"

#include <unordered_map>

#include "base/text.hpp"

namespace bot::tws {
namespace {

constexpr std::string_view kNames = R"(
Africa/Abidjan: Iceland
Africa/Accra: Ghana Summer Time
Africa/Addis_Ababa: East Africa Time; Eastern African Summer Time
Africa/Bangui: West Africa Standard Time; West Africa Summer Time
Africa/Cairo: Egypt; Egypt Standard Time
Africa/Casablanca: Morocco Standard Time
Africa/Johannesburg: South Africa Standard Time; South Africa Summer Time
Africa/Juba: South Sudan Standard Time
Africa/Khartoum: Sudan Standard Time
Africa/Lagos: W. Central Africa Standard Time
Africa/Maputo: Central Africa Time; Central African Summer Time
Africa/Nairobi: E. Africa Standard Time
Africa/Sao_Tome: Sao Tome Standard Time
Africa/Tripoli: Libya; Libya Standard Time
Africa/Windhoek: Namibia Standard Time; Western African Time
America/Adak: Aleutian Standard Time; Hawaii-Aleutian Daylight Time; US/Aleutian
America/Anchorage: Alaska Daylight Time; Alaska Standard Time; Alaskan Standard Time; US/Alaska
America/Araguaina: Tocantins Standard Time
America/Argentina/Buenos_Aires: Argentina Summer Time
America/Asuncion: Paraguay Standard Time; Paraguay Summer Time
America/Bahia: Bahia Standard Time
America/Bogota: Colombia Standard Time; Colombia Summer Time; SA Pacific Standard Time
America/Buenos_Aires: Argentina Standard Time
America/Cancun: Eastern Standard Time (Mexico)
America/Caracas: Venezuela Standard Time; Venezuela Summer Time; Venezuela Time
America/Cayenne: French Guiana Summer Time; French Guiana Time; SA Eastern Standard Time
America/Chicago: Central Daylight Time; Central Standard Time; US/Central
America/Cuiaba: Central Brazilian Standard Time
America/Denver: Mountain Daylight Time; Mountain Standard Time; Navajo; US/Mountain
America/Detroit: US/Michigan
America/Edmonton: Alberta Standard Time; Canada/Mountain
America/Eirunepe: Acre Standard Time; Acre Summer Time
America/Godthab: Greenland Standard Time; West Greenland Standard Time; West Greenland Summer Time
America/Grand_Turk: Turks And Caicos Standard Time
America/Guatemala: Central America Standard Time
America/Guayaquil: Ecuador Summer Time; Ecuador Time
America/Guyana: Guyana Summer Time; Guyana Time
America/Halifax: Atlantic Daylight Time; Atlantic Standard Time; Canada/Atlantic
America/Havana: Cuba; Cuba Daylight Time; Cuba Standard Time
America/Indiana/Indianapolis: US/East-Indiana
America/Indiana/Knox: US/Indiana-Starke
America/Indianapolis: US Eastern Standard Time
America/Jamaica: Jamaica
America/La_Paz: Bolivia Summer Time; Bolivia Time; SA Western Standard Time
America/Lima: Peru Standard Time; Peru Summer Time
America/Los_Angeles: PDT; PST; Pacific Daylight Time; Pacific Standard Time; US/Pacific
America/Manaus: Amazon Standard Time; Amazon Summer Time; Brazil/West
America/Mazatlan: Mexican Pacific Daylight Time; Mexican Pacific Standard Time; Mexico/BajaSur
America/Mazatlan: Mountain Standard Time (Mexico)
America/Mexico_City: Central Standard Time (Mexico); Mexico/General
America/Miquelon: Saint Pierre Standard Time; St. Pierre & Miquelon Daylight Time
America/Miquelon: St. Pierre & Miquelon Standard Time
America/Montevideo: Montevideo Standard Time; Uruguay Standard Time; Uruguay Summer Time
America/New_York: EDT; EST5EDT; EST; Eastern Daylight Time; Eastern Standard Time; Eastern Time; US/Eastern
America/Noronha: Brazil/DeNoronha; Fernando de Noronha Standard Time; Fernando de Noronha Summer Time
America/Paramaribo: Suriname Summer Time; Suriname Time
America/Phoenix: US Mountain Standard Time; US/Arizona
America/Port-au-Prince: Haiti Standard Time
America/Punta_Arenas: Magallanes Standard Time; Punta Arenas Standard Time
America/Regina: Canada Central Standard Time; Canada/Saskatchewan
America/Rio_Branco: Brazil/Acre
America/Santa_Isabel: Northwest Mexico Daylight Time; Northwest Mexico Standard Time
America/Santiago: Chile Standard Time; Chile Summer Time; Chile/Continental; Pacific SA Standard Time
America/Sao_Paulo: Brasilia Standard Time; Brasilia Summer Time; Brazil/East; E. South America Standard Time
America/Scoresbysund: East Greenland Standard Time; East Greenland Summer Time
America/St_Johns: Canada/Newfoundland; Newfoundland Daylight Time; Newfoundland Standard Time
America/Tijuana: Mexico/BajaNorte; Pacific Standard Time (Mexico)
America/Toronto: Canada/Eastern
America/Vancouver: British Columbia Standard Time; Canada/Pacific
America/Whitehorse: Canada/Yukon; Yukon Standard Time
America/Winnipeg: Canada/Central; Manitoba Standard Time
Antarctica/Casey: Casey Time
Antarctica/Davis: Davis Summer Time; Davis Time
Antarctica/DumontDUrville: Dumont-d'Urville Summer Time; Dumont-d’Urville Time
Antarctica/Mawson: Mawson Summer Time; Mawson Time
Antarctica/McMurdo: New Zealand Daylight Time
Antarctica/Palmer: Chile Time
Antarctica/Rothera: Rothera Summer Time; Rothera Time
Antarctica/Syowa: Syowa Summer Time; Syowa Time
Antarctica/Vostok: Vostok Summer Time; Vostok Time
Asia/Aden: Arabian Daylight Time; Arabian Standard Time
Asia/Almaty: Alma-Ata Summer Time; East Kazakhstan Time
Asia/Amman: Jordan Standard Time
Asia/Anadyr: Anadyr Standard Time; Anadyr Summer Time
Asia/Aqtau: Aqtau Summer Time; West Kazakhstan Time
Asia/Aqtobe: Aqtobe Summer Time
Asia/Ashgabat: Turkmenistan Standard Time; Turkmenistan Summer Time
Asia/Atyrau: Atyrau Daylight Time
Asia/Baghdad: Arabic Standard Time
Asia/Baku: Azerbaijan Standard Time; Azerbaijan Summer Time
Asia/Bangkok: Indochina Summer Time; Indochina Time; SE Asia Standard Time
Asia/Barnaul: Altai Standard Time; Barnaul Daylight Time; Barnaul Standard Time
Asia/Beirut: Middle East Standard Time
Asia/Bishkek: Central Asia Standard Time; Kirgizstan Summer Time; Kyrgyzstan Time
Asia/Brunei: Brunei Darussalam Time; Brunei Summer Time
Asia/Calcutta: India Standard Time
Asia/Chita: Transbaikal Standard Time; Yakutsk Summer Time
Asia/Choibalsan: Ulaanbaatar Summer Time
Asia/Colombo: Sri Lanka Standard Time
Asia/Dacca: Bangladesh Summer Time
Asia/Damascus: Syria Standard Time
Asia/Dhaka: Bangladesh Standard Time
Asia/Dili: East Timor Time; Timor-Leste Summer Time
Asia/Dubai: Gulf Daylight Time; Gulf Standard Time
Asia/Dushanbe: Tajikistan Summer Time; Tajikistan Time
Asia/Famagusta: Eastern European Time
Asia/Hebron: West Bank Standard Time
Asia/Hong_Kong: HKT; Hong Kong Standard Time; Hong Kong Summer Time; Hongkong
Asia/Hovd: Hovd Standard Time; Hovd Summer Time; W. Mongolia Standard Time
Asia/Irkutsk: Irkutsk Standard Time; Irkutsk Summer Time; North Asia East Standard Time
Asia/Istanbul: Turkey Summer Time; Turkey Time
Asia/Jakarta: West Indonesia Summer Time; Western Indonesia Time
Asia/Jayapura: East Indonesia Summer Time; Eastern Indonesia Time
Asia/Jerusalem: Israel; Israel Daylight Time; Israel Standard Time
Asia/Kabul: Afghanistan Standard Time; Afghanistan Summer Time; Afghanistan Time
Asia/Kamchatka: Petropavlovsk-Kamchatski Standard Time; Petropavlovsk-Kamchatski Summer Time
Asia/Kamchatka: Russia Time Zone 11
Asia/Karachi: Pakistan Standard Time; Pakistan Summer Time
Asia/Kashgar: Xinjiang Daylight Time; Xinjiang Standard Time
Asia/Kathmandu: Nepal Summer Time; Nepal Time
Asia/Katmandu: Nepal Standard Time
Asia/Kolkata: India Daylight Time
Asia/Krasnoyarsk: Krasnoyarsk Standard Time; Krasnoyarsk Summer Time; North Asia Standard Time
Asia/Kuala_Lumpur: Malaysia Summer Time; Malaysia Time
Asia/Magadan: Magadan Standard Time; Magadan Summer Time
Asia/Makassar: Central Indonesia Summer Time; Central Indonesia Time
Asia/Manila: Philippine Standard Time; Philippine Summer Time
Asia/Novosibirsk: N. Central Asia Standard Time; Novosibirsk Standard Time; Novosibirsk Summer Time
Asia/Omsk: Omsk Standard Time; Omsk Summer Time
Asia/Oral: Oral Summer Time
Asia/Pyongyang: Korean Daylight Time; Korean Standard Time; North Korea Standard Time
Asia/Qostanay: Kostanay Summer Time
Asia/Qyzylorda: Qyzylorda Standard Time; Qyzylorda Summer Time
Asia/Rangoon: Myanmar Standard Time; Myanmar Summer Time; Myanmar Time
Asia/Riyadh: Arab Standard Time
Asia/Sakhalin: Sakhalin Standard Time; Sakhalin Summer Time
Asia/Samarkand: Uzbekistan Standard Time; Uzbekistan Summer Time
Asia/Seoul: Korea Standard Time; ROK
Asia/Shanghai: China Daylight Time; China Standard Time; PRC
Asia/Singapore: SGT; Singapore; Singapore Standard Time; Singapore Summer Time
Asia/Srednekolymsk: Russia Time Zone 10; Srednekolymsk Daylight Time; Srednekolymsk Time
Asia/Taipei: ROC; Taipei Daylight Time; Taipei Standard Time
Asia/Tashkent: West Asia Standard Time
Asia/Tbilisi: Georgia Standard Time; Georgia Summer Time; Georgian Standard Time
Asia/Tehran: Iran; Iran Daylight Time; Iran Standard Time
Asia/Thimbu: Bhutan Summer Time; Bhutan Time
Asia/Tokyo: JST; Japan; Japan Daylight Time; Japan Standard Time; Tokyo Standard Time
Asia/Tomsk: Tomsk Daylight Time; Tomsk Standard Time
Asia/Ulaanbaatar: Ulaanbaatar Standard Time
Asia/Ust-Nera: Vladivostok Summer Time
Asia/Vladivostok: Vladivostok Standard Time
Asia/Yakutsk: Yakutsk Standard Time
Asia/Yekaterinburg: Ekaterinburg Standard Time; Yekaterinburg Standard Time; Yekaterinburg Summer Time
Asia/Yerevan: Armenia Standard Time; Armenia Summer Time; Caucasus Standard Time
Atlantic/Azores: Azores Standard Time; Azores Summer Time
Atlantic/Canary: Western European Standard Time; Western European Summer Time; Western European Time
Atlantic/Cape_Verde: Cape Verde Standard Time; Cape Verde Summer Time
Atlantic/Reykjavik: Greenwich Standard Time
Atlantic/South_Georgia: South Georgia Daylight Time; South Georgia Time
Atlantic/Stanley: Falkland Islands Standard Time; Falkland Islands Summer Time
Australia/Adelaide: Australian Central Daylight Time; Australian Central Standard Time
Australia/Adelaide: Cen. Australia Standard Time
Australia/Brisbane: E. Australia Standard Time
Australia/Darwin: AUS Central Standard Time
Australia/Eucla: Aus Central W. Standard Time; Australian Central Western Daylight Time
Australia/Eucla: Australian Central Western Standard Time
Australia/Hobart: Tasmania Standard Time
Australia/LHI: Lord Howe Daylight Time
Australia/Lord_Howe: Lord Howe Standard Time
Australia/Perth: Australian Western Daylight Time; Australian Western Standard Time; W. Australia Standard Time
Australia/Sydney: AUS Eastern Standard Time; Australian Eastern Daylight Time; Australian Eastern Standard Time
CET: Central European Time
Etc/GMT+11: UTC-11
Etc/GMT+12: Dateline Standard Time
Etc/GMT+2: UTC-02
Etc/GMT+8: UTC-08
Etc/GMT+9: UTC-09
Etc/GMT-12: UTC+12
Etc/GMT-13: UTC+13
Europe/Astrakhan: Astrakhan Standard Time
Europe/Berlin: W. Europe Standard Time
Europe/Bucharest: Eastern European Standard Time; Eastern European Summer Time; GTB Standard Time
Europe/Budapest: Central Europe Standard Time
Europe/Chisinau: E. Europe Standard Time
Europe/Dublin: Eire; Irish Standard Time
Europe/Istanbul: Turkey; Turkey Standard Time
Europe/Kaliningrad: Kaliningrad Standard Time
Europe/Kiev: FLE Standard Time
Europe/Kirov: Moscow Daylight Time
Europe/Lisbon: Portugal
Europe/London: BST; British Summer Time; GB; GB-Eire; GMT Standard Time
Europe/Minsk: Belarus Standard Time
Europe/Moscow: Moscow Standard Time; Moscow Summer Time; Russian Standard Time; W-SU
Europe/Paris: CEST; Central European Standard Time; Central European Summer Time; Romance Standard Time
Europe/Samara: Russia Time Zone 3; Samara Standard Time; Samara Summer Time
Europe/Saratov: Saratov Standard Time
Europe/Ulyanovsk: Ulyanovsk Standard Time
Europe/Volgograd: Volgograd Standard Time; Volgograd Summer Time
Europe/Warsaw: Poland
HST: Hawaii Standard Time
Indian/Chagos: Indian Ocean Territory Summer Time; Indian Ocean Time
Indian/Christmas: Christmas Island Summer Time; Christmas Island Time
Indian/Cocos: Cocos Islands Summer Time; Cocos Islands Time
Indian/Kerguelen: French Southern & Antarctic Lands Summer Time; French Southern & Antarctic Time
Indian/Mahe: Seychelles Summer Time; Seychelles Time
Indian/Maldives: Maldives Summer Time; Maldives Time
Indian/Mauritius: Mauritius Standard Time; Mauritius Summer Time
Indian/Reunion: Reunion Summer Time; Réunion Time
MET: Middle Europe Summer Time; Middle Europe Time
Pacific/Apia: Apia Daylight Time; Apia Standard Time
Pacific/Auckland: NZ; New Zealand Standard Time
Pacific/Bougainville: Bougainville Daylight Time; Bougainville Standard Time
Pacific/Chatham: Chatham Daylight Time; Chatham Islands Standard Time; Chatham Standard Time; NZ-CHAT
Pacific/Chuuk: Chuuk Summer Time; Chuuk Time
Pacific/Easter: Chile/EasterIsland; Easter Island Standard Time; Easter Island Summer Time
Pacific/Efate: Vanuatu Standard Time; Vanuatu Summer Time
Pacific/Enderbury: Phoenix Is. Summer Time; Phoenix Islands Time
Pacific/Fakaofo: Tokelau Summer Time; Tokelau Time
Pacific/Fiji: Fiji Standard Time; Fiji Summer Time
Pacific/Funafuti: Tuvalu Summer Time; Tuvalu Time
Pacific/Galapagos: Galapagos Summer Time; Galapagos Time
Pacific/Gambier: Gambier Summer Time; Gambier Time
Pacific/Guadalcanal: Central Pacific Standard Time; Solomon Is. Summer Time; Solomon Islands Time
Pacific/Guam: Chamorro Daylight Time; Chamorro Standard Time
Pacific/Honolulu: Hawaii-Aleutian Standard Time; Hawaiian Standard Time; US/Hawaii
Pacific/Kanton: Kanton Daylight Time; Kanton Standard Time
Pacific/Kiritimati: Line Is. Summer Time; Line Islands Standard Time; Line Islands Time
Pacific/Kosrae: Kosrae Summer Time; Kosrae Time
Pacific/Kwajalein: Kwajalein; Marshall Islands Summer Time; Marshall Islands Time
Pacific/Marquesas: Marquesas Standard Time; Marquesas Summer Time; Marquesas Time
Pacific/Midway: Samoa Daylight Time; Samoa Standard Time
Pacific/Nauru: Nauru Summer Time; Nauru Time
Pacific/Niue: Niue Summer Time; Niue Time
Pacific/Norfolk: Norfolk Island Daylight Time; Norfolk Island Standard Time; Norfolk Standard Time
Pacific/Noumea: New Caledonia Standard Time; New Caledonia Summer Time
Pacific/Pago_Pago: US/Samoa
Pacific/Palau: Palau Summer Time; Palau Time
Pacific/Pitcairn: Pitcairn Daylight Time; Pitcairn Time
Pacific/Pohnpei: Pohnpei Summer Time; Ponape Time
Pacific/Port_Moresby: Papua New Guinea Summer Time; Papua New Guinea Time; West Pacific Standard Time
Pacific/Rarotonga: Cook Islands Half Summer Time; Cook Islands Standard Time
Pacific/Tahiti: Tahiti Summer Time; Tahiti Time
Pacific/Tarawa: Gilbert Is. Summer Time; Gilbert Islands Time
Pacific/Tongatapu: Tonga Standard Time; Tonga Summer Time
Pacific/Wake: Wake Island Time; Wake Summer Time
Pacific/Wallis: Wallis & Futuna Summer Time; Wallis & Futuna Time
UTC: Coordinated Universal Time; Etc/UTC; GMT; Greenwich; Greenwich Mean Time; UCT; Universal; Z; Zulu
)";

std::unordered_map<std::string_view, std::string_view> read_names() {
  std::unordered_map<std::string_view, std::string_view> zones;
  for (const auto line : split(kNames, '\n')) {
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    for (const auto name : split(line.substr(colon + 1), ';')) zones.emplace(trim(name), line.substr(0, colon));
  }
  return zones;
}

}  // namespace

std::string find_zone(std::string_view name) {
  static const auto zones = read_names();
  if (const auto found = zones.find(name); found != zones.end()) return std::string(found->second);
  if (const auto opens = name.find(" ("); opens != std::string_view::npos && name.ends_with(')')) {
    const auto inner = name.substr(opens + 2, name.size() - opens - 3);
    const auto found = zones.find(inner);
    return found != zones.end() ? std::string(found->second) : find_zone(name.substr(0, opens));
  }
  return std::string(name);
}

}  // namespace bot::tws
