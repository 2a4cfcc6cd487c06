"""Which drawings the demo model learns from: six icon sets whose licences allow shipping a trained model, and the concepts named in them."""

# npm package @iconify-json/NAME -> (licence, author, style words of the captions).
# OpenMoji and emojione-v1 (both CC BY-SA 4.0) are left out on purpose: share-alike could reach the trained weights.
SETS = {
    "twemoji": ("CC-BY-4.0", "Twitter, Inc. and contributors (jdecked/twemoji)", "flat sticker"),
    "emojione": ("CC-BY-4.0", "Emoji One 2 (EmojiTwo)", "cartoon"),
    "noto": ("Apache-2.0", "Google Inc (Noto Emoji)", "shaded cartoon"),
    "noto-v1": ("Apache-2.0", "Google Inc (Noto Emoji v1)", "old cartoon"),
    "fluent-emoji": ("MIT", "Microsoft Corporation (Fluent Emoji)", "3d"),
    "fluent-emoji-flat": ("MIT", "Microsoft Corporation (Fluent Emoji flat)", "round flat"),
}
VERSIONS = {
    "twemoji": "1.2.5", "emojione": "1.2.3", "noto": "1.2.9", "noto-v1": "1.2.5",
    "fluent-emoji": "1.2.7", "fluent-emoji-flat": "1.2.6",
}

# caption word -> icon names (every set has each of them)
CONCEPTS = {
    "apple": ["red-apple", "green-apple"], "star": ["star"], "tree": ["deciduous-tree"], "pine tree": ["evergreen-tree"],
    "fish": ["fish", "tropical-fish"], "cat": ["cat-face"], "dog": ["dog-face"], "house": ["house"],
    "car": ["automobile"], "bus": ["bus"], "banana": ["banana"], "lemon": ["lemon"], "strawberry": ["strawberry"],
    "cherry": ["cherries"], "grapes": ["grapes"], "carrot": ["carrot"], "tomato": ["tomato"], "pear": ["pear"],
    "watermelon": ["watermelon"], "pineapple": ["pineapple"], "mushroom": ["mushroom"], "rose": ["rose"], "tulip": ["tulip"],
    "sunflower": ["sunflower"], "cactus": ["cactus"], "palm tree": ["palm-tree"], "heart": ["red-heart"], "sun": ["sun"],
    "moon": ["crescent-moon"], "cloud": ["cloud"], "rainbow": ["rainbow"], "snowflake": ["snowflake"], "fire": ["fire"],
    "umbrella": ["closed-umbrella", "umbrella"], "balloon": ["balloon"], "gift": ["wrapped-gift"], "cake": ["birthday-cake"],
    "hamburger": ["hamburger"], "pizza": ["pizza"], "ice cream": ["soft-ice-cream"], "doughnut": ["doughnut"],
    "cup": ["hot-beverage"], "butterfly": ["butterfly"], "ladybug": ["lady-beetle"], "turtle": ["turtle"],
    "whale": ["spouting-whale"], "penguin": ["penguin"], "rabbit": ["rabbit-face"], "pig": ["pig-face"], "frog": ["frog"],
    "panda": ["panda"], "lion": ["lion"], "chick": ["front-facing-baby-chick"], "snail": ["snail"], "rocket": ["rocket"],
    "airplane": ["airplane"], "sailboat": ["sailboat"], "key": ["key"], "bell": ["bell"], "book": ["closed-book"],
    "guitar": ["guitar"], "light bulb": ["light-bulb"], "crown": ["crown"], "hat": ["top-hat"], "shirt": ["t-shirt"],
    "football": ["soccer-ball"], "basketball": ["basketball"], "pumpkin": ["jack-o-lantern"], "diamond": ["gem-stone"],
    "ghost": ["ghost"], "smiley": ["slightly-smiling-face"], "leaf": ["maple-leaf"],
}

# What two processor cores can learn in an hour: three sets that look different, the plainest concepts. "full" takes everything (a GPU).
SMALL_SETS = ("twemoji", "noto", "fluent-emoji-flat")
SET_ODDS = {"twemoji": 2.5, "fluent-emoji-flat": 1.5}  # one drawing of each thing comes first and clearly; others: 1
SMALL_CONCEPTS = (
    "apple", "star", "tree", "pine tree", "fish", "cat", "sleeping cat", "dog", "house", "car", "banana", "lemon", "strawberry", "cherry",
    "grapes", "carrot", "watermelon", "pineapple", "mushroom", "rose", "tulip", "sunflower", "cactus", "palm tree", "heart", "sun", "moon",
    "cloud", "rainbow", "snowflake", "fire", "umbrella", "balloon", "gift", "cake", "hamburger", "pizza", "ice cream", "doughnut", "cup",
    "butterfly", "turtle", "whale", "penguin", "rabbit", "pig", "frog", "rocket", "airplane", "sailboat", "key", "bell", "book", "light bulb",
    "crown")
FAVOURITES = {"apple": 3, "star": 3, "tree": 3, "fish": 3, "sleeping cat": 3, "house": 4}  # drawn more often while training
