pm.test("never made", () => {
  pm.expect(1).to.eql(1);
//> exception SyntaxError: Unexpected end of input (line 4)
