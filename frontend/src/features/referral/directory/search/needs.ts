/**
 * Needs in people's own words, in both languages. `said` is how somebody asks, `found` is how directories call it; both
 * find the need. A version of the list, so that a screen can say which one found a place.
 */
export const LIST = 1;

export interface Need { id: string; said: string; found: string }

export const NEEDS: readonly Need[] = [
  { id: "sleep", said: "somewhere to sleep|sleep|roof|off the street|nowhere to go|homeless|place to stay|stay the night|bed for the night|cama|dormir|donde dormir|lugar para dormir|techo|sin hogar|en la calle|pasar la noche|refugio|albergue", found: "shelter|emergency shelter|respite|overnight|night shelter|lodging|short term housing|temporary housing|warming center|safe night" },
  { id: "crisis", said: "crisis|crisis chair|breakdown|suicidal|wants to die|kill himself|kill herself|not safe with himself|panic|voices|hearing voices|psychosis|crisis nerviosa|suicidio|quiere morir|escucha voces|emergencia mental", found: "crisis stabilization|crisis intervention|psychiatric emergency|stabilization|mobile crisis|suicide prevention|23 hour|crisis center" },
  { id: "talk", said: "talk|someone to talk to|somebody to talk to|counselor|therapy|therapist|listen|hablar|con quien hablar|desahogarse|terapia|terapeuta|consejero|consejeria|psicologo", found: "counseling|therapy|mental health|outpatient|support group|individual counseling|family counseling|talk line" },
  { id: "detox", said: "detox|detoxification|withdrawal|drying out|get clean|quit drinking|stop drinking|stop using|dejar de beber|dejar las drogas|desintoxicacion|desintoxicarse|abstinencia|limpiarse", found: "withdrawal management|detox|detoxification|medically managed withdrawal" },
  { id: "drugs", said: "rehab|drugs|drug|heroin|fentanyl|meth|opioid|pills|alcohol|drinking|drunk|addiction|sober|recovery|methadone|suboxone|buprenorphine|naloxone|narcan|aa meeting|rehabilitacion|drogas|adiccion|alcoholico|borracho|recuperacion|metadona", found: "substance use|substance abuse|addiction|alcohol use disorder|residential treatment|halfway house|sober living|medication assisted treatment|opioid treatment|sobering" },
  { id: "food", said: "food|hungry|eat|meal|groceries|comida|hambre|comer|despensa|alimentos", found: "food pantry|free meals|meals|soup kitchen|food delivery|nutrition|help pay for food|groceries" },
  { id: "doctor", said: "doctor|sick|hurt|nurse|clinic|hospital|wound|medico|enfermo|enfermera|clinica|herida", found: "medical care|primary care|urgent care|health center|hospital|nursing" },
  { id: "medicine", said: "medication|medicine|meds|refill|prescription|psychiatrist|psychiatry|ran out of medication|medicina|medicamento|receta|psiquiatra", found: "medication management|psychiatry|psychiatric|pharmacy|outpatient mental health" },
  { id: "violence", said: "domestic violence|abuse|abused|beaten|husband hits|not safe at home|stalking|violencia|violencia domestica|maltrato|golpea|me pega", found: "domestic violence|abuse survivors|women s shelter|immediate safety|protection order|victim services|sexual assault" },
  { id: "housing", said: "apartment|rent|eviction|evicted|housing|landlord|vivienda|renta|alquiler|desalojo|apartamento", found: "housing|help find housing|housing advice|help pay for housing|transitional housing|coordinated entry|rapid rehousing|tenant" },
  { id: "law", said: "lawyer|legal|court|judge|immigration|papers|visa|abogado|corte|juez|inmigracion|migracion|papeles", found: "legal|advocacy legal aid|citizenship immigration|representation|mediation" },
  { id: "papers", said: "id|identification|birth certificate|social security card|license|identificacion|acta de nacimiento|licencia", found: "identification|birth certificates|id cards|vital records" },
  { id: "money", said: "money|bills|electric bill|benefits|welfare|dinero|cuentas|luz|beneficios|estampillas", found: "financial assistance|help pay for utilities|benefits|disability benefits|tax preparation|financial education|snap|income support" },
  { id: "ride", said: "ride|bus|transport|transportation|get there|transporte|camion|autobus|llevar", found: "transportation|bus passes|transit|rides|vouchers" },
  { id: "wash", said: "shower|wash|clothes|laundry|clothing|shoes|coat|ducha|banarse|ropa|lavar|zapatos|abrigo", found: "showers|hygiene|clothing|clothes|laundry|personal care items" },
  { id: "peer", said: "peer|somebody who has been there|drop in|clubhouse|company|companero|alguien que paso por lo mismo|compania", found: "peer support|drop in|support network|support groups|mentoring|warm line" },
  { id: "line", said: "hotline|number to call|call line|helpline|linea|numero para llamar|telefono de ayuda", found: "help hotlines|helpline|hotline|warmline|phone line" },
  { id: "youth", said: "teenager|teen|kid|youth|young|runaway|minor|adolescente|joven|jovenes|menor|nino|nina", found: "youth|teens|adolescents|children|runaway|young adults" },
  { id: "family", said: "family|children|kids|mother|parents|baby|familia|hijos|ninos|mama|padres|bebe", found: "families|parenting|childcare|diapers formula|pregnancy|family" },
  { id: "veteran", said: "veteran|vet|army|navy|marine|military|served|veterano|ejercito|militar", found: "veterans|va|military|tricare" },
  { id: "older", said: "old|elderly|senior|grandmother|grandfather|dementia|mayor|anciano|abuela|abuelo|demencia", found: "seniors|older adults|aging|alzheimers|adult daycare|nursing home|elder" },
  { id: "disability", said: "disabled|disability|wheelchair|autism|autistic|deaf|blind|discapacidad|silla de ruedas|autismo|sordo|ciego", found: "disability|developmental disability|autism|hearing impairment|visual impairment|assistive technology" },
  { id: "work", said: "job|work|unemployed|trabajo|empleo|desempleado", found: "employment|job placement|help find work|skills training|workforce" },
  { id: "grief", said: "died|death|loss|grief|mourning|murio|muerte|duelo|perdida", found: "grief|bereavement|hospice" },
  { id: "sober", said: "drunk now|sleep it off|intoxicated|high|sobriety|ebrio|intoxicado|pasado de copas", found: "sobering|sobering station|sobering center" },
];
