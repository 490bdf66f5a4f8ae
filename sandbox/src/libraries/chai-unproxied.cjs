// In place of chai's `isProxyEnabled`, for the getters that ask it who notes where an assertion began: they do so themselves.
module.exports = () => false;
