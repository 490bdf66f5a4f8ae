// Postman's assertions, and the words of those that fail.
pm.test("pass", () => {
  pm.response.to.be.ok;
  pm.response.to.be.success;
  pm.response.to.be.json;
  pm.response.to.be.withBody;
  pm.response.to.be.a.postmanResponse;
  pm.response.to.have.status(200);
  pm.response.to.have.status("OK");
  pm.response.to.have.statusCode(200);
  pm.response.to.have.statusReason("OK");
  pm.response.to.have.statusCodeClass(2);
  pm.response.to.have.header("content-type", "application/json; charset=utf-8");
  pm.response.to.have.body();
  pm.response.to.have.body(/Ann/);
  pm.response.to.have.jsonBody();
  pm.response.to.have.jsonBody("nested.deep");
  pm.response.to.have.jsonBody("tags[1]", "b");
  pm.response.to.have.responseTime.below(200);
  pm.response.to.have.jsonSchema({
    type: "object",
    required: ["id"],
    properties: { id: { type: "integer" } },
  });
  pm.response.to.not.be.error;
  pm.response.to.not.have.status(404);
  pm.response.to.not.have.header("X-None");
  pm.response.to.not.have.jsonBody("none");
  pm.expect(pm.response).to.have.property("code", 200);
  pm.expect(1).to.be.ok;
  pm.request.to.be.a.postmanRequest;
  pm.request.to.have.header("X-Trace");
});
const says = (check) => {
  try {
    check();
    console.log("nothing");
  } catch (error) {
    console.log(error.message);
  }
};
says(() => pm.response.to.have.status(404));
says(() => pm.response.to.have.status("Not Found"));
says(() => pm.response.to.be.notFound);
says(() => pm.response.to.be.error);
says(() => pm.response.to.be.clientError);
says(() => pm.response.to.have.header("X-None"));
says(() => pm.response.to.have.header("X-Twice", "3"));
says(() => pm.response.to.not.have.body());
says(() => pm.response.to.have.body("x"));
says(() => pm.response.to.have.jsonBody("none"));
says(() => pm.response.to.have.jsonBody("name", "Bob"));
says(() => pm.response.to.have.responseTime.above(200));
says(() => pm.response.to.have.jsonSchema({ required: ["none"] }));
says(() => pm.expect({}).to.be.a.postmanResponse);
says(() => pm.expect(1).to.be.success);
says(() => pm.response.to.not.have.header("X-None", "1"));
says(() => pm.response.to.have.jsonBody(new String("none")));
//> test 0 pass passed
//> log 'expected response to have status code 404 but got 200'
//> log "expected response to have status reason 'Not Found' but got 'OK'"
//> log "expected response to have status reason 'NOT FOUND' but got 'OK'"
//> log 'expected response code to be 4XX or 5XX but found 200'
//> log 'expected response code to be 4XX but found 200'
//> log "expected response to have header with key 'X-None'"
//> log "expected 'X-Twice' response header to be '3' but got '2'"
//> log 'expected response to not have content in body'
//> log `expected response body to equal 'x' but got '{"id":7,"name":"Ann","tags":["a","b"]…'`
//> log "expected { id: 7, name: 'Ann', …(3) } in response to contain property 'none'"
//> log `expected response body json at "name" to contain 'Bob' but got 'Ann'`
//> log 'expected 12 to be above 200'
//> log 'expected data to satisfy schema but found following errors: \n' +
//> "data should have required property 'none'"
//> log 'expecting a postman response object but got {}'
//> log 'expecting a postman response object but got 1'
//> log "Cannot read properties of undefined (reading 'value')"
//> log "expected { id: 7, name: 'Ann', …(3) } in response to contain property 'none'"
