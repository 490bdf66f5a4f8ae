// `pm.vault`: secrets that the user keeps beside the collection. Every answer is a promise, as in Postman's app.
import { native } from "./native.js";

/**
 * Does something with the vault, if the user has given one to the run.
 * @param {() => unknown} act
 */
function open(act) {
  // Differs from Postman: the message says how to give access (`vault.js`).
  if (!native.hasVault())
    return Promise.reject(
      new Error(
        "Vault access denied: name a vault with --vault-file, or set POSTRIDER_VAULT_… variables",
      ),
    );
  return new Promise((resolve) => resolve(act()));
}

export const vault = {
  /** @param {unknown} key */
  get: (key) => open(() => native.vaultGet(String(key))),
  /** @param {unknown} key @param {unknown} value */
  set: (key, value) => open(() => native.vaultSet(String(key), value)),
  /** @param {unknown} key */
  unset: (key) => open(() => native.vaultUnset(String(key))),
};
