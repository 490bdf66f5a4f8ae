//! The names of requests as people are told them.

use std::sync::Arc;

use super::Planned;
use super::keeper::Keeper;
use crate::collection::{Item, Variable};
use crate::variables::{Scopes, put_in};

/// A request as it is told, with the values of the variables in its name: those of iterations over
/// data can be told apart. What is secret, or has no value, stays as it is written.
// Differs from Postman: Newman's reports have the name as it is written
// (`a_request_is_told_with_the_values_of_the_variables_in_its_name`).
pub(super) fn told(planned: &Arc<Planned>, scopes: &Scopes, keeper: &Keeper) -> Arc<Planned> {
    let written = &planned.item.name;
    let value = |name: &str| {
        let variable = scopes.find(name)?;
        let is_told = !keeper.is_secret(variable) && !variable.value.as_ref()?.is_null();
        is_told.then(|| Variable::text(variable))
    };
    let name = put_in(written, &value);
    if name == *written {
        return Arc::clone(planned);
    }
    let item = Item {
        name,
        ..Item::clone(&planned.item)
    };
    Arc::new(Planned {
        item: Arc::new(item),
        ..Planned::clone(planned)
    })
}
