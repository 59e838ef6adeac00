//! Roles in French.

use crate::words::StaffRole;

/// The name of a role.
pub fn label(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Rh => "Ressources humaines",
        StaffRole::Communication => "Communication",
        StaffRole::Expert => "Expertise",
        StaffRole::Manager => "Encadrement",
        StaffRole::Admin => "Administration",
    }
}

/// What a role is for, to choose it.
pub fn duty(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Rh => "réponses, questions, sessions, liens, rapports",
        StaffRole::Communication => "sessions, liens, rapports",
        StaffRole::Expert => "questions en attente, rapports",
        StaffRole::Manager => "rapports",
        StaffRole::Admin => "tout, avec les comptes et le journal",
    }
}
