//! Companies, their products, and the way they speak.

use fake::locales::{Data as _, EN};

use super::draw::Draw;
use super::person::last_name;

const COLORS: [&str; 31] = [
    "red",
    "green",
    "blue",
    "yellow",
    "purple",
    "mint green",
    "teal",
    "white",
    "black",
    "orange",
    "pink",
    "grey",
    "maroon",
    "violet",
    "turquoise",
    "tan",
    "sky blue",
    "salmon",
    "plum",
    "orchid",
    "olive",
    "magenta",
    "lime",
    "ivory",
    "indigo",
    "gold",
    "fuchsia",
    "cyan",
    "azure",
    "lavender",
    "silver",
];
const DEPARTMENTS: [&str; 22] = [
    "Automotive",
    "Baby",
    "Beauty",
    "Books",
    "Clothing",
    "Computers",
    "Electronics",
    "Games",
    "Garden",
    "Grocery",
    "Health",
    "Home",
    "Industrial",
    "Jewelery",
    "Kids",
    "Movies",
    "Music",
    "Outdoors",
    "Shoes",
    "Sports",
    "Tools",
    "Toys",
];
const ADJECTIVES: [&str; 17] = [
    "Awesome",
    "Ergonomic",
    "Fantastic",
    "Generic",
    "Gorgeous",
    "Handcrafted",
    "Handmade",
    "Incredible",
    "Intelligent",
    "Licensed",
    "Practical",
    "Refined",
    "Rustic",
    "Sleek",
    "Small",
    "Tasty",
    "Unbranded",
];
const MATERIALS: [&str; 11] = [
    "Concrete", "Cotton", "Fresh", "Frozen", "Granite", "Metal", "Plastic", "Rubber", "Soft",
    "Steel", "Wooden",
];
const PRODUCTS: [&str; 24] = [
    "Bacon", "Ball", "Bike", "Car", "Chair", "Cheese", "Chicken", "Chips", "Computer", "Fish",
    "Gloves", "Hat", "Keyboard", "Mouse", "Pants", "Pizza", "Salad", "Sausages", "Shirt", "Shoes",
    "Soap", "Table", "Towels", "Tuna",
];

pub(super) fn color(draw: &Draw<'_>) -> String {
    draw.one_of(&COLORS)
}

pub(super) fn department(draw: &Draw<'_>) -> String {
    draw.one_of(&DEPARTMENTS)
}

pub(super) fn product_name(draw: &Draw<'_>) -> String {
    format!(
        "{} {} {}",
        product_adjective(draw),
        product_material(draw),
        product(draw)
    )
}

pub(super) fn product_adjective(draw: &Draw<'_>) -> String {
    draw.one_of(&ADJECTIVES)
}

pub(super) fn product_material(draw: &Draw<'_>) -> String {
    draw.one_of(&MATERIALS)
}

pub(super) fn product(draw: &Draw<'_>) -> String {
    draw.one_of(&PRODUCTS)
}

pub(super) fn company(draw: &Draw<'_>) -> String {
    let [one, other, third] = [0; 3].map(|_| last_name(draw));
    match draw.number(0, 2) {
        0 => format!("{one} {}", company_suffix(draw)),
        1 => format!("{one} - {other}"),
        _ => format!("{one}, {other} and {third}"),
    }
}

pub(super) fn company_suffix(draw: &Draw<'_>) -> String {
    draw.one_of(&["Inc", "and Sons", "LLC", "Group"])
}

pub(super) fn catch_phrase(draw: &Draw<'_>) -> String {
    format!(
        "{} {} {}",
        catch_adjective(draw),
        catch_descriptor(draw),
        catch_noun(draw)
    )
}

pub(super) fn catch_adjective(draw: &Draw<'_>) -> String {
    draw.one_of(EN::COMPANY_BUZZWORD_HEAD)
}

pub(super) fn catch_descriptor(draw: &Draw<'_>) -> String {
    draw.one_of(EN::COMPANY_BUZZWORD_MIDDLE)
}

pub(super) fn catch_noun(draw: &Draw<'_>) -> String {
    draw.one_of(EN::COMPANY_BUZZWORD_TAIL)
}

pub(super) fn buzz_phrase(draw: &Draw<'_>) -> String {
    format!(
        "{} {} {}",
        buzz_verb(draw),
        buzz_adjective(draw),
        buzz_noun(draw)
    )
}

pub(super) fn buzz_verb(draw: &Draw<'_>) -> String {
    draw.one_of(EN::COMPANY_BS_VERBS)
}

pub(super) fn buzz_adjective(draw: &Draw<'_>) -> String {
    draw.one_of(EN::COMPANY_BS_ADJ)
}

pub(super) fn buzz_noun(draw: &Draw<'_>) -> String {
    draw.one_of(EN::COMPANY_BS_NOUNS)
}
