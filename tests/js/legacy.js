tests["status"] = responseCode.code === 200;
tests["has"] = responseBody.has("Ann");
tests["header"] = responseHeaders["content-type"] === postman.getResponseHeader("CONTENT-TYPE");
tests["reason"] = responseCode.name === "OK";
tests["time"] = responseTime < 200;
tests["cookie"] = postman.getResponseCookie("session").value === "s0";
tests["request"] =
  request.method === "POST" && request.name === "Make post" && request.data === '{"name":"n"}';
tests["request headers"] = request.headers["x-trace"] === "abc" && !("x-off" in request.headers);
tests["iteration"] = iteration === 2;
tests["data"] = data.scope === "data";
postman.setEnvironmentVariable("number", 5);
tests["variables are text"] =
  postman.getEnvironmentVariable("number") === "5" && environment.number === "5";
postman.setGlobalVariable("g", true);
tests["global"] = pm.globals.get("g") === "true" && globals.g === "true";
postman.clearEnvironmentVariable("number");
tests["cleared"] = !pm.environment.has("number") && environment.number === undefined;
environment.direct = "x";
tests["copies"] = !pm.environment.has("direct");
tests["lodash 3"] = _.VERSION === "3.10.2" && _.pluck([{ a: 1 }], "a")[0] === 1;
tests["CryptoJS"] = CryptoJS.MD5("a").toString() === "0cc175b9c0f1b6a831c399e269772661";
tests["tv4"] = tv4.validate({ a: 1 }, { type: "object" });
tests["xml2Json"] = xml2Json("<a><b> 1 </b></a>").a.b === "1";
tests["cheerio"] = cheerio.load("<p>hi</p>")("p").text() === "hi";
tests["Backbone"] = typeof Backbone.Model === "function";
data = JSON.parse(responseBody);
tests["data is the script's own"] = data.id === 7;
pm.test("numbers go on", () => {});
tests["fails"] = 0;
//> test 0 numbers go on passed
//> test 1 status passed
//> test 2 has passed
//> test 3 header passed
//> test 4 reason passed
//> test 5 time passed
//> test 6 cookie passed
//> test 7 request passed
//> test 8 request headers passed
//> test 9 iteration passed
//> test 10 data passed
//> test 11 variables are text passed
//> test 12 global passed
//> test 13 cleared passed
//> test 14 copies passed
//> test 15 lodash 3 passed
//> test 16 CryptoJS passed
//> test 17 tv4 passed
//> test 18 xml2Json passed
//> test 19 cheerio passed
//> test 20 Backbone passed
//> test 21 data is the script's own passed
//> test 22 fails failed: AssertionError: expected 0 to be truthy
