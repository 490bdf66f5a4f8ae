//! Values that are too short or too common to be known as a secret wherever they stand: a search for
//! them would find the words of every report, every page and every program.

/// A value shorter than this is not looked for: it would mask half of every report.
pub(super) const SHORTEST: usize = 4;

/// A number of fewer digits is one of many in every text.
const FEWEST_DIGITS: usize = 6;

/// The words that say nothing, in small letters: what stands where a secret could; what people call
/// themselves and their machines; the words of reports, and of the documents, messages and programs
/// that they show.
const WORDS: &str = "
null undefined true false none redacted deleted default dark light essential enabled disabled
empty unset unknown missing hidden masked secret secrets password passwords passwd passphrase pass
token tokens apikey api_key api-key keys auth login logout user users username userid admin
administrator root guest owner member manager anonymous nobody somebody everyone public private
internal external test tests tester testing demo sample example dummy fake mock local localhost
live stage staging prod production preprod sandbox develop development developer debug release
beta alpha stable latest main master feature foobar hello world postman postrider newman
collection collections environment environments globals global iteration iterations iterationdata
iterationcount folder folders collectionvariables collectionvariable collectionrunid folderid
environmentid globalsid item items itemid request requests response responses responsetime
responsesize responseaverage responsemin responsemax responsesd dnsaverage firstbyteaverage
executions execution executionid cursor position length cycles bail scriptid eventid httprequestid
script scripts scriptevent prerequest prerequests prerequestscripts prerequest-script test-script
testscripts beforeprerequest beforetest beforescript beforerequest beforeitem beforeiteration
beforestep responsestart responsedata originalrequest originalresponse processedtemplate
visualizer mutations autocompact compacted assertion assertions assertionerror assertionfailure
asserted failure failures failed fail fails passed passes passing skipped skip skipping pending
total totals stats summary timings transfers responsetotal started completed start stop done
stopped ended begin begun event events type types kind name names value values description
descriptions content contents version schema info message messages level text texts result results
return async asynchronous error errors exception warning warnings warn trace stack stacktrace
linenumber columnnumber checksum index parent parents pointer pointers source sources sourcecode
target targets state states status statuses code codes reason reasons verdict sentence step steps
page pages line lines looks number numbers count counts retry retries attempt attempts
failedattempts wait data dataset iterationstatus header headers query querystring params param
parameter parameters path paths host hosts hostname port ports protocol protocols hash hashes href
shown show shows wire body bodies mode modes urlencoded formdata form forms field fields file
files graphql operationname variables variable options option language languages size sizes
downloadedbytes bytes mime mimetype stream streams buffer history network address addresses timing
tlsversion cipher connect connection connections lookup socket secure secureconnect transferstart
firstbyte download process phases blocked offset offsets cookie cookies domain domains expires
maxage httponly hostonly session sessions samesite system protocolprofilebehavior packages exec
listen meta isskipped metadata tool tools suite suites suitename testsuite testsuites testcase
testcases classname timestamp time times duration durations hooks specversion reportformat
reportid generatedby generatedat extra flaky filepath browser device labels label tags attachments
threadid worker stdout stderr plan planned todo notok bailout diag severity expected actual
operator yaml ends markdown table tables details detail requested received sent method methods
post patch delete head urls http https html json jsonl ndjson junit ctrf toml text/html text/plain
text/xml text/css text/javascript application/json application/xml
application/x-www-form-urlencoded multipart/form-data application/javascript
application/octet-stream application/graphql image/png utf-8 utf8 utf-16 iso-8859-1 latin1 ascii
unicode charset base64 gzip deflate brotli zstd identity chunked close keep-alive keepalive
upgrade accept accept-encoding accept-language accept-charset accept-ranges allow authorization
cache cache-control no-cache no-store content-encoding content-language content-length
content-type content-disposition content-range content-location date etag expect from if-match
if-modified-since if-none-match last-modified link location max-age max-forwards origin pragma
proxy proxy-authenticate proxy-authorization range referer referrer retry-after server set-cookie
strict-transport-security trailer transfer-encoding user-agent vary www-authenticate x-api-key
x-forwarded-for x-powered-by x-request-id x-requested-with postman-token postmanruntime
correlation access-control-allow-origin basic bearer digest hawk ntlm oauth oauth1 oauth2 edgegrid
awsv4 asap noauth realm nonce opaque algorithm scope scopes grant client client_id client_secret
clientid clientsecret access_token refresh_token id_token token_type expires_in accesstoken
refreshtoken grant_type client_credentials session_id sessionid csrf continue switching created
accepted multiple moved found other modified temporary permanent redirect redirects unauthorized
forbidden allowed acceptable conflict gone required large unsupported unprocessable entity many
service unavailable gateway timeout implemented typeerror referenceerror syntaxerror rangeerror
urierror evalerror jsonerror internalerror aggregateerror suppressederror requesterror chai deep
deeply equal equals include includes property ownproperty above below within least most instance
instanceof match matches string strings object objects array arrays boolean integer function
functions symbol regexp throw throws thrown have having been being same that this with without
into onto upon were will would could should must shall might when then than them they there their
these those some such each every what which where while your ours mine here over under after
before first last next previous once twice also only just very more less much both either neither
because about between against during among again further until since though although does doing
make made take took give given came come goes went seen known named called used using uses like
want need needs average minimum maximum deviation standard console logs clear const class classes
import export module modules require super await yield break case catch else finally static switch
typeof void elif endif print exit anchor article aside audio base block blockquote button canvas
caption center cite column columns datalist dialog division document embed fieldset figcaption
figure footer frame group heading iframe image images input inline legend list menu meter noscript
ordered output paragraph picture progress section select small span strong style styles tbody
template textarea tfoot thead title titles track width height color colors background border
margin padding font family weight align left right bottom middle display flex grid visible scroll
overflow relative absolute fixed sticky bold italic underline solid dotted dashed black white blue
green yellow orange purple grey gray transparent inherit initial auto normal screen media hover
focus active checked selected onclick onload aria-label role data-id viewport nested toggle theme
open closed filter search sort copy copied back forward home north south east west summer winter
spring autumn monday tuesday wednesday thursday friday saturday sunday january february march
april june july august september october november december europe africa asia america english
german french spanish italian free trial premium fast slow full partial maybe okay good best worst
high medium tiny huge account accounts email mail phone street city country postcode company
customer customers order orders product products price amount currency invoice payment articles
profile profiles project projects team teams roles permission permissions create read update
insert upsert lists find remove edit save load upload uploads downloads sync refresh reset health
healthcheck ping pong metrics econnrefused econnreset econnaborted enotfound etimedout
esockettimedout ehostunreach enetunreach epipe eproto eai_again enoent eacces einval eisdir hang
self-signed certificate refused application encoding alive keep plain multipart octet octet-stream
x-www-form-urlencoded form-data disposition ranges forwarded powered control credentials origins
expose exposed preflight policy sniff nosniff sameorigin deny strict lax must-revalidate
revalidate immutable report reports attribute attributes element elements boundary wildcard access
always answer answered authorities became behavior belong built byte call callback cannot caused
chain challenge character characters check choice damaged decode decoded decrypted depth digits
directory doubled effect encode encoded encrypted engine entry essence established exact exceeded
exchange exclude expired explained extend filename format gave getaddrinfo gives help hint hold
holds hops ignore information insecure invalid kept learn leaves library limit listens locked
lower mapped memory move never nothing older ones outcome outside owned pairs parse part parts
piece place presented probably problem proof reach reached redirection refers reserved resolved
rest revoked round running runtime scheme self send sender shorter signature signed signing slash
something speak speaks starts stuck subject suffix supported taken takes timed trusted tunneling
unescaped unsigned unstable untrusted uploading valid wants whether whole working write writes
written wrong certificates setnextrequest runrequest sendrequest contract contracts documented
undocumented checks schemas pattern several members longer openapi operation operations
specification specifications transfer violation violations
";

/// Whether a value is too short or too common to be looked for: masked where it stands as the value
/// that it is, and nowhere else.
pub(super) fn is_common(value: &str) -> bool {
    let value = value.trim();
    value.len() < SHORTEST
        || is_short_number(value)
        || is_one_character(value)
        || WORDS
            .split_ascii_whitespace()
            .any(|word| word.eq_ignore_ascii_case(value))
}

/// A number, an amount, a time or a version of few digits.
fn is_short_number(value: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let digits = value.bytes().filter(|byte| is_digit(*byte)).count();
    let may_be = |byte: u8| is_digit(byte) || b".,:+-/ ".contains(&byte);
    digits < FEWEST_DIGITS && value.bytes().all(may_be)
}

/// `****`, `xxxx`, `....`.
fn is_one_character(value: &str) -> bool {
    let first = value.chars().next();
    value.chars().all(|character| Some(character) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_or_common_is_no_secret() {
        for value in [
            "",
            "1",
            "abc",
            "test",
            "Test",
            "ADMIN",
            "true",
            " user ",
            "12345",
            "10.50",
            "1.2.3",
            "****",
            "xxxxxxxxxxxx",
            "Content-Type",
            "AssertionError",
            "keep-alive",
        ] {
            assert!(is_common(value), "{value}");
        }
    }

    #[test]
    fn what_could_be_a_secret_is_none_of_these() {
        for value in [
            "hunter2",
            "hunter",
            "123456",
            "testing1",
            "test-token",
            "2026-11-29",
            "p@ss",
            "s3cret",
            "admin123",
            "correct horse",
        ] {
            assert!(!is_common(value), "{value}");
        }
    }
}
