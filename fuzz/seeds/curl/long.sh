curl -i -X POST "https://${HOST}/a?b=c" \
  -H 'Authorization: Bearer <TOKEN>' -H "Accept: application/json" -H 'X;' \
  --data-urlencode 'a=b c' --data-raw '@x' -d "$BODY" -u me:pass -L -k --compressed -o out.json | jq .
