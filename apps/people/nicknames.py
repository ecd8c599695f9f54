"""Short and pet names in English and Spanish, each with the name it stands for. A small list of our own."""

from typing import Final

_ROOTS: Final = {
    # English
    "alexander": "alex al sandy xander", "alexandra": "alex sandra sandy lexi", "andrew": "andy drew",
    "anthony": "tony", "barbara": "barb barbie babs", "benjamin": "ben benny",
    "catherine": "kate katie cathy kathy cat kitty",
    "charles": "charlie chuck chas", "christine": "chris chrissy tina", "christopher": "chris topher kit",
    "daniel": "dan danny", "david": "dave davy", "deborah": "deb debbie", "donald": "don donny",
    "dorothy": "dot dottie dolly", "edward": "ed eddie ted teddy ned",
    "elizabeth": "liz lizzie beth betty eliza libby",
    "eugene": "gene", "frederick": "fred freddie", "gerald": "gerry jerry", "gregory": "greg",
    "harold": "harry hal",
    "henry": "hank harry", "jacob": "jake", "james": "jim jimmy jamie", "jennifer": "jen jenny",
    "jessica": "jess jessie",
    "john": "johnny jack", "jonathan": "jon jonny", "joseph": "joe joey", "joshua": "josh", "judith": "judy",
    "kenneth": "ken kenny", "kimberly": "kim", "lawrence": "larry", "leonard": "len lenny leo",
    "margaret": "maggie meg peggy marge",
    "matthew": "matt", "michael": "mike mikey mick", "nathaniel": "nate nathan", "nicholas": "nick nicky",
    "pamela": "pam", "patricia": "pat patty trish", "patrick": "pat paddy", "peter": "pete", "philip": "phil",
    "raymond": "ray", "rebecca": "becky becca", "richard": "rick ricky dick rich richie",
    "robert": "bob bobby rob robbie bert",
    "ronald": "ron ronnie", "samantha": "sam", "samuel": "sam sammy", "stephen": "steve",
    "susan": "sue susie suzy",
    "theodore": "ted teddy theo", "theresa": "terri tess", "thomas": "tom tommy", "timothy": "tim timmy",
    "victoria": "vicky tori", "vincent": "vince vinny", "walter": "walt",
    "william": "will bill billy willie liam",
    "zachary": "zach zack",
    # Spanish
    "alejandra": "ale sandra jandra", "alejandro": "ale alex jandro", "alberto": "beto", "alfredo": "fredo",
    "antonio": "tono tonio", "beatriz": "bea betty", "carlos": "carlitos charly",
    "concepcion": "concha conchita",
    "consuelo": "chelo", "dolores": "lola lolita", "eduardo": "lalo edu", "enrique": "quique kike",
    "ernesto": "neto",
    "federico": "fede", "fernando": "fer nando", "francisca": "paca paquita pancha",
    "francisco": "paco pancho paquito cisco",
    "gabriela": "gaby gabi", "graciela": "chela", "gregorio": "goyo", "guadalupe": "lupe lupita",
    "guillermo": "memo guille",
    "gustavo": "tavo", "ignacio": "nacho", "isabel": "chabela isa", "javier": "javi", "jesus": "chuy chucho",
    "jose": "pepe chepe", "josefina": "pepa josefa fina", "juan": "juancho juanito", "luis": "lucho luisito",
    "luz": "lucha", "manuel": "manolo manny meno", "maria": "mari maruja mariquita", "mercedes": "meche",
    "miguel": "migue",
    "pablo": "pablito", "pedro": "perico pedrito", "pilar": "pili", "rafael": "rafa", "ramon": "moncho",
    "refugio": "cuca cuco",
    "ricardo": "ricky richi", "roberto": "beto", "rosario": "chayo charo", "salvador": "chava salva",
    "santiago": "chago santi",
    "sebastian": "sebas", "socorro": "coco", "teresa": "tere", "vicente": "chente", "yolanda": "yoli",
}  # fmt: skip

ROOTS_OF: Final[dict[str, frozenset[str]]] = {
    short: frozenset(root for root, shorts in _ROOTS.items() if short in shorts.split())
    for shorts in _ROOTS.values()
    for short in shorts.split()
}
"""Short name -> the names it may stand for: `beto` is alberto or roberto."""
