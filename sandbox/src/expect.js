// `pm.expect`: chai with Postman's assertions about requests and responses.
import { addResponseAssertions } from "./assertions.js";
import { load, provide } from "./require.js";

provide("postman-chai", () => {
  const chai = load("chai");
  chai.use(addResponseAssertions);
  return chai;
});

/** chai, with Postman's assertions; loaded when a script first expects something. */
export const chai = () => load("postman-chai");
