//! People: names, jobs, telephones.

use fake::locales::{Data as _, EN};

use super::draw::Draw;

const JOB_DESCRIPTORS: [&str; 21] = [
    "Central",
    "Chief",
    "Corporate",
    "Customer",
    "Direct",
    "District",
    "Dynamic",
    "Forward",
    "Future",
    "Global",
    "Human",
    "Internal",
    "International",
    "Investor",
    "Lead",
    "Legacy",
    "National",
    "Principal",
    "Product",
    "Regional",
    "Senior",
];
const JOB_AREAS: [&str; 37] = [
    "Accountability",
    "Accounts",
    "Applications",
    "Assurance",
    "Brand",
    "Branding",
    "Communications",
    "Configuration",
    "Creative",
    "Data",
    "Directives",
    "Division",
    "Factors",
    "Functionality",
    "Group",
    "Identity",
    "Implementation",
    "Infrastructure",
    "Integration",
    "Interactions",
    "Intranet",
    "Marketing",
    "Markets",
    "Metrics",
    "Mobility",
    "Operations",
    "Optimization",
    "Program",
    "Quality",
    "Research",
    "Paradigm",
    "Response",
    "Security",
    "Solutions",
    "Tactics",
    "Usability",
    "Web",
];
const JOB_TYPES: [&str; 25] = [
    "Administrator",
    "Agent",
    "Analyst",
    "Architect",
    "Assistant",
    "Associate",
    "Consultant",
    "Coordinator",
    "Designer",
    "Developer",
    "Director",
    "Engineer",
    "Executive",
    "Facilitator",
    "Liaison",
    "Manager",
    "Officer",
    "Orchestrator",
    "Planner",
    "Producer",
    "Representative",
    "Specialist",
    "Strategist",
    "Supervisor",
    "Technician",
];

pub(super) fn first_name(draw: &Draw<'_>) -> String {
    draw.one_of(EN::NAME_FIRST_NAME)
}

pub(super) fn last_name(draw: &Draw<'_>) -> String {
    draw.one_of(EN::NAME_LAST_NAME)
}

/// First and last name, now and then with a title before or after them.
pub(super) fn full_name(draw: &Draw<'_>) -> String {
    let name = format!("{} {}", first_name(draw), last_name(draw));
    match draw.number(0, 8) {
        0 => format!("{} {name}", prefix(draw)),
        1 => format!("{name} {}", suffix(draw)),
        _ => name,
    }
}

pub(super) fn prefix(draw: &Draw<'_>) -> String {
    draw.one_of(&["Mr.", "Mrs.", "Ms.", "Miss", "Dr."])
}

pub(super) fn suffix(draw: &Draw<'_>) -> String {
    draw.one_of(&[
        "Jr.", "Sr.", "I", "II", "III", "IV", "V", "MD", "DDS", "PhD", "DVM",
    ])
}

pub(super) fn job_title(draw: &Draw<'_>) -> String {
    format!(
        "{} {} {}",
        job_descriptor(draw),
        job_area(draw),
        job_type(draw)
    )
}

pub(super) fn job_descriptor(draw: &Draw<'_>) -> String {
    draw.one_of(&JOB_DESCRIPTORS)
}

pub(super) fn job_area(draw: &Draw<'_>) -> String {
    draw.one_of(&JOB_AREAS)
}

pub(super) fn job_type(draw: &Draw<'_>) -> String {
    draw.one_of(&JOB_TYPES)
}

pub(super) fn phone(draw: &Draw<'_>) -> String {
    draw.pattern("!##-!##-####")
}
