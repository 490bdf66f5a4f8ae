//! What an org can be told to do wrong, beside what any service can.

use crate::mock::faults::{Fault, Takes};

pub(crate) const WRONG_TOKEN: Fault = fault("wrong-token", "`apikey` is not a token of the org");
pub(crate) const WRONG_ACCESS_TOKEN: Fault = fault(
    "wrong-access-token",
    "`accessToken` is not a token of the org",
);
pub(crate) const MISSING_SCOPE: Fault =
    fault("missing-scope", "`accessToken` may not end sessions");
pub(crate) const ONLY_DEFAULT_RULE: Fault = fault(
    "only-default-rule",
    "the policy \"Stay signed in\" has its `Default Rule` and no other",
);
pub(crate) const NO_STAY_SIGNED_IN_POLICY: Fault = fault(
    "no-stay-signed-in-policy",
    "there is no policy \"Stay signed in\"",
);
pub(crate) const POLICY_VANISHES: Fault = fault(
    "policy-vanishes",
    "\"Stay signed in\" is listed once and deleted right after",
);

/// All of them, in the order in which they are told of.
pub(crate) const FAULTS: [Fault; 6] = [
    WRONG_TOKEN,
    WRONG_ACCESS_TOKEN,
    MISSING_SCOPE,
    ONLY_DEFAULT_RULE,
    NO_STAY_SIGNED_IN_POLICY,
    POLICY_VANISHES,
];

const fn fault(name: &'static str, help: &'static str) -> Fault {
    Fault {
        name,
        takes: Takes::Nothing,
        help,
    }
}
