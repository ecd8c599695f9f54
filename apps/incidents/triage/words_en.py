"""English phrases of callers and CAD narratives, and the item and answer each one proposes.

`a|b` are alternatives, `~` is up to three words, `$` is the end of the clause, `#minor` is a number from 5 to 17,
`#floor` one from 2 to 99. Words are folded: lower case, no accents, no apostrophes.
"""

WEAPONS = (
    "knife|knives|gun|guns|pistol|handgun|revolver|rifle|shotgun|firearm|machete|sword|axe|hatchet|bat|hammer|"
    "crowbar|blade|boxcutter|razor|screwdriver|scissors|weapon|weapons|taser|crossbow"
)
SELF = "himself|herself|themself|themselves|myself|self|hisself"
OTHERS = (
    "me|us|him|her|them|someone|somebody|people|everyone|everybody|anyone|mom|mother|dad|father|wife|husband|"
    "brother|sister|neighbor|neighbors|kids|children|roommate|staff|family"
)
MEDS = "meds|med|medication|medications|medicine|medicines|pills|rx|insulin|lithium"

YES: dict[str, tuple[str, ...]] = {
    "weapon_in_hand": (
        f"holding ~ {WEAPONS}", f"waving ~ {WEAPONS}", f"swinging ~ {WEAPONS}", f"brandishing ~ {WEAPONS}",
        f"pointing ~ {WEAPONS}", f"pointed ~ {WEAPONS}", f"pulled ~ {WEAPONS}", f"grabbed ~ {WEAPONS}",
        f"carrying ~ {WEAPONS}", f"{WEAPONS} ~ in|inhand ~ hand|hands", f"{WEAPONS} ~ to|at ~ throat|head|neck|wrist",
        "armed with", "armed w", "armed subject|person|male|female|man|woman", "shots fired", "shooting at",
        "shot at", "stabbing", "stabbed", "slashing", "slashed", "came at ~ with",
    ),
    "weapon_in_reach": (WEAPONS, "armed"),
    "violence_now": (
        f"hitting|punching|kicking|choking|strangling|attacking|beating|biting|assaulting ~ {OTHERS}",
        f"hit|punched|kicked|choked|attacked|assaulted ~ {OTHERS}", f"hurting ~ {OTHERS}", "being assaulted",
        "fighting with", f"stabbed ~ {OTHERS}", "is attacking", "physically fighting",
    ),
    "credible_threat": (
        f"kill|hurt|stab|shoot|harm ~ {OTHERS}", f"threatening|threatened|threatens|threats ~ {OTHERS}",
        "making threats", "homicidal", "threats to kill", "threatening to kill", "burn ~ house ~ down",
    ),
    "medical_now": ("needs ~ ambulance", "need ~ ambulance", "needs medical", "medical emergency", "send ems|medics"),
    "overdose": (
        "overdose", "overdosed", "overdosing", "od", "odd on", f"took|swallowed|ingested ~ {MEDS}|tylenol|bleach",
        "took too many|much", "drank bleach|antifreeze|poison", "ingested", "poisoned", "fentanyl",
    ),
    "bleeding": ("bleeding", "bleeds", "bleed", "blood everywhere|all|on", "cut ~ wrist|wrists|arm|arms",
                 "cutting ~ wrists|wrist|self",
                 f"cutting {SELF}"),
    "chest_pain": ("chest pain|pains", "chest hurts", "heart attack", "pain in ~ chest"),
    "breathing": ("cant breathe", "trouble breathing", "difficulty breathing", "not breathing", "short of breath",
                  "hard to breathe", "struggling to breathe"),
    "unconscious": ("unconscious", "unresponsive", "passed out", "wont wake", "cant wake", "not waking",
                    "not responding", "wont wake up", "cannot be woken"),
    "head_injury": ("head injury", "hit ~ head", "hitting ~ head", "banging ~ head", "concussion", "head trauma",
                    "head wound"),
    "seizure": ("seizure", "seizures", "seizing", "convulsing", "convulsions"),
    "diabetic": ("diabetic", "low sugar", "high sugar", "blood sugar", "sugar is low|high", "hypoglycemic"),
    "pregnancy": ("pregnant", "weeks pregnant", "months pregnant"),
    "attempt_now": (
        f"trying to kill|hang|hurt|shoot|drown {SELF}", f"tried to kill|hang|shoot|drown {SELF}",
        f"hanging {SELF}", f"hanged|hung {SELF}", "suicide attempt", "attempted suicide", "attempting suicide",
        "about to jump", "going to jump", "wants to jump", "threatening to jump", "on the ledge|railing|bridge",
        "outside ~ railing", "noose", "rope around ~ neck", "slit ~ wrists|wrist|throat", "cut ~ wrists|wrist",
        "just took ~ pills", "took ~ pills", "in front of ~ train|traffic", f"shot|stabbed {SELF}",
    ),
    "suicide_thoughts": (
        f"kill|killing|hurt|harm|hang|shoot|end {SELF}", "suicidal", "suicide", "wants|want to die", "wanna die",
        "end ~ life", "take|taking ~ own life", "better off dead", "doesnt want to live", "no reason to live",
        "dont want to live", "wishes ~ dead",
    ),
    "suicide_plan": ("has a plan", "have a plan", "suicide plan", "wrote ~ note", "suicide note",
                     "goodbye note|letter", "said goodbye", "saying goodbye", "stockpiling|saving ~ pills"),
    "suicide_intent": (
        f"going to|gonna kill|hang|shoot|hurt {SELF}", f"will kill|hang|shoot {SELF}", "going to end it",
        "going to do it", "gonna do it", "tonight is the night", f"about to kill|hang|shoot {SELF}",
    ),
    "past_attempt": ("prior|previous|past attempt|attempts", "attempted before", "tried before",
                     "attempted ~ last week|month|year", "history of suicide|attempts"),
    "intoxicated": ("drunk", "intoxicated", "been drinking", "drinking", "high on", "on drugs", "on meth", "meth",
                    "heroin", "cocaine", "crack", "alcohol", "tweaking", "hbd", "etoh", "drugs"),
    "withdrawal": ("withdrawal", "withdrawals", "withdrawing", "detoxing", "detox", "dt s", "dope sick"),
    "cannot_care_for_self": (
        "hearing|hears voices", "voices", "hallucinating", "hallucinations", "seeing things", "delusional",
        "paranoid", "psychotic", "psychosis", "schizophrenic", "schizophrenia", "not slept", "hasnt slept",
        "not sleeping", "hasnt eaten", "not eating", "naked", "talking to ~ self", f"talking to {SELF}",
        "not making sense", "disoriented", "confused", "manic", "messages ~ wall|tv|radio", "not oriented",
        "cant care for", "unable to care for", "thinks people are", "being followed", "out of touch",
    ),
    "in_danger_now": ("in traffic", "in ~ roadway", "in the street|road|highway|freeway", "on the freeway|tracks",
                      "running in ~ traffic", "freezing", "no shoes", "walking ~ traffic", "on ~ roof"),
    "dependents": ("kids", "children", "baby", "infant", "toddler", "grandmother", "grandma", "elderly", "disabled"),
    "minor": ("#minor yo", "#minor y o", "#minor yr|yrs|year|years old", "juvenile", "juv", "teen", "teenager",
              "minor"),
    "crime_alleged": ("stole", "stealing", "theft", "trespassing", "vandalism", "broke ~ window", "breaking windows",
                      "warrant", "restraining order", "broke in", "shoplifting"),
    "serious_crime": ("robbery", "robbed", "arson", "set ~ fire", "kidnapped", "hostage", "raped", "carjacked"),
    "happened_before": ("happened before", "done this before", "called before", "every time", "again", "last time",
                        "frequent", "like last"),
    "violence_to_responders": ("fought ~ officers|police|cops|medics", "fights ~ officers|police|cops",
                               "assaulted ~ officer|officers|medic", "hit ~ officer|cop|medic"),
    "has_plan": ("care plan", "crisis plan", "safety plan", "response plan", "treatment plan"),
    "case_manager": ("case manager", "caseworker", "case worker", "social worker", "therapist", "psychiatrist"),
    "medicines_stopped": (
        f"hasnt|havent|hasn|not taken ~ {MEDS}", f"off ~ {MEDS}", f"stopped ~ {MEDS}", f"not taking ~ {MEDS}",
        f"isnt taking ~ {MEDS}", f"wont take ~ {MEDS}", f"refuses|refusing ~ {MEDS}", f"out of ~ {MEDS}",
        f"no {MEDS}", f"skipping ~ {MEDS}", f"hasnt been taking ~ {MEDS}", f"quit ~ {MEDS}",
    ),
    "veteran": ("veteran", "vet", "military", "army", "marine", "marines", "navy", "air force", "served in",
                "ptsd ~ war", "iraq", "afghanistan", "vietnam vet"),
    "language": (
        "speaks|speak|speaking spanish|vietnamese|tagalog|chinese|mandarin|cantonese|korean|arabic|farsi|somali",
                "spanish speaking|speaker|only", "no english", "doesnt speak english", "need|needs ~ interpreter",
        "need|needs ~ translator",
    ),
    "sign_language": ("asl", "sign language", "signs only"),
    "hearing": ("deaf", "hard of hearing", "cant hear", "hearing impaired", "hoh"),
    "autism_idd": ("autistic", "autism", "asperger", "aspergers", "on the spectrum", "down syndrome",
                   "developmentally delayed|disabled", "intellectual disability", "special needs", "nonverbal"),
    "mobility": ("wheelchair", "walker", "bedridden", "cant walk", "crutches", "amputee", "uses a cane"),
    "fear_of_police": ("afraid of ~ police|cops|officers", "scared of ~ police|cops|officers",
                       "fear of ~ police|cops", "hates ~ police|cops", "terrified of ~ police|cops"),
    "wants_to_be_seen": ("wants help", "wants ~ talk", "asking for help", "willing to talk", "will talk",
                         "wants someone", "willing to be seen", "voluntary"),
    "wants_police_absent": ("no police", "no cops", "without police", "dont send ~ police|cops", "no officers",
                            "not ~ the police", "doesnt want ~ police|cops"),
    "dogs": ("dog", "dogs", "pitbull", "pit bull", "german shepherd", "rottweiler"),
    "gate": ("gate", "gate code", "door code", "lockbox", "call box", "callbox", "buzzer"),
    "floor": ("#floor floor", "second|third|fourth|fifth|top|upper floor", "upstairs", "elevator", "basement"),
}  # fmt: skip

NO: dict[str, tuple[str, ...]] = {
    "weapon_in_hand": (
        "not holding $", "not holding it|them|any|anything|a|the", "not|nothing in ~ hand|hands",
        "no weapon|weapons", "unarmed", "not armed", "put ~ down",
    ),
    "weapon_in_reach": ("no weapon|weapons", "unarmed", "not armed", "no guns or knives", "no access to weapons"),
    "violence_now": ("no one ~ hurt|injured", "noone ~ hurt|injured", "nobody ~ hurt|injured", "not violent",
                     "not hurting ~ anyone|anybody", "non violent", "nonviolent", "no injuries"),
    "credible_threat": ("no threats|threat", "not threatening", "not making threats"),
    "attempt_now": (f"not trying|attempting to kill|hurt|hang {SELF}", "no attempt"),
    "overdose": ("no overdose", "not an overdose", "denies overdose|overdosing"),
    "bleeding": ("no bleeding", "not bleeding", "isnt bleeding", "no blood"),
    "medical_now": ("no medical", "no injuries", "doesnt need ~ ambulance", "no ambulance"),
    "suicide_thoughts": ("not suicidal", "isnt suicidal", "denies si|suicidal|suicide",
                         "doesnt want to die|kill", "denies wanting to die"),
    "wants_to_be_seen": ("doesnt want help", "refusing help", "refuses help", "wont talk", "doesnt want ~ talk",
                         "doesnt want anyone"),
}  # fmt: skip

UNKNOWN: dict[str, tuple[str, ...]] = {
    "weapon_in_reach": (
        "weapon|weapons unknown|unk|unkn", "unknown|unk|unkn weapon|weapons", "unknown if armed", "unk if armed",
        "no known weapon|weapons",
    ),
}  # fmt: skip

# In the same clause, shortly before: the phrase is denied, doubted, or of another time.
NEGATORS = frozenset({
    "no", "not", "isnt", "arent", "aint", "doesnt", "dont", "didnt", "wasnt", "hasnt", "havent", "without", "never",
    "denies", "denied", "denying", "nobody",
})  # fmt: skip
DOUBTS = (
    "dont know if|whether", "doesnt know if|whether", "not sure if|whether", "unsure if|whether",
    "unknown if|whether", "not known if|whether", "unk if", "might", "may have|be", "maybe", "possible", "possibly",
    "poss",
)  # fmt: skip
PASTS = (
    "years ago", "year ago", "months ago", "last year|month|week", "used to", "history of", "hx of", "in the past",
    "previously", "as a kid|child", "long ago",
)  # fmt: skip
TURNS = frozenset({"but", "however", "though", "although"})
