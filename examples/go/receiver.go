// Takes call events: judged by the contract's own schema, and in SQLite before they are acknowledged. See README.md.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	_ "embed"
	"encoding/json"
	"fmt"
	_ "github.com/mattn/go-sqlite3"
	"github.com/xeipuuv/gojsonschema"
	"io"
	"log"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

//go:embed event.schema.json
var schemaText []byte
var (
	auth, public, private = setting("AUTH", "keys"), keys("HOOKPROOF_PUBLIC_KEY"), keys("HOOKPROOF_PRIVATE_KEY")
	schema, notRead       = gojsonschema.NewSchema(gojsonschema.NewBytesLoader(schemaText))
	inbox, _              = sql.Open("sqlite3", "file:"+setting("INBOX", "inbox.db")+"?_journal_mode=WAL&_synchronous=FULL")
	plainJSON             = regexp.MustCompile(`(?i)^application/json\s*(;\s*charset="?utf-8"?\s*)?$`)
)

// judge gives a status, and a sentence that quotes nothing of the request.
func judge(w http.ResponseWriter, r *http.Request) (int, string) {
	switch {
	case r.Method != http.MethodPost:
		return 405, "events are delivered by POST"
	case !isOneOf(r.Header, "X-Public-Key", public),
		auth != "signature" && !isOneOf(r.Header, "X-Private-Key", private):
		return 401, "the keys are missing or wrong"
	case !plainJSON.MatchString(r.Header.Get("Content-Type")) || r.Header.Get("Content-Encoding") != "":
		return 415, "the body must be application/json, in UTF-8 and not compressed"
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	switch {
	case err != nil:
		return 413, "the body is larger than 1 MiB, or broke off"
	case auth != "keys" && !isOneOf(r.Header, "X-Signature", signatures(body)):
		return 401, "the signature is missing or wrong"
	case !utf8.Valid(body) || !json.Valid(body) || hasDuplicates(json.NewDecoder(strings.NewReader(string(body)))):
		return 400, "the body is not JSON"
	}
	var event any
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber() // not every number of JSON is one of Go
	decoder.Decode(&event)
	result, err := schema.Validate(gojsonschema.NewRawLoader(event))
	if err != nil || !result.Valid() {
		return 400, "the event does not meet the contract"
	}
	kind := event.(map[string]any)["event"].(map[string]any)["type"]
	key := fmt.Sprintf("%x", sha256.Sum256(body))
	// A delivery that came before is acknowledged like the first, and does nothing.
	if _, err := inbox.Exec("INSERT INTO events VALUES (NULL, ?, ?, ?) ON CONFLICT DO NOTHING", key, kind, body); err != nil {
		return 503, "the event cannot be kept now" // so it must not be acknowledged; the sender will come again
	}
	return 200, ""
}

func signatures(body []byte) (all []string) {
	for _, key := range private {
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write(body)
		all = append(all, fmt.Sprintf("%x", mac.Sum(nil)))
	}
	return all
}

func isOneOf(header http.Header, name string, expected []string) bool {
	right := 0
	for _, each := range expected { // all are compared: the time that it takes tells nothing
		right |= subtle.ConstantTimeCompare([]byte(header.Get(name)), []byte(each))
	}
	return right == 1 && len(header.Values(name)) == 1
}

// hasDuplicates tells whether an object names a key twice; the decoder would take the last.
func hasDuplicates(decoder *json.Decoder) bool {
	start, _ := decoder.Token()
	isObject := start == json.Delim('{')
	if !isObject && start != json.Delim('[') {
		return false
	}
	for names := map[any]bool{}; decoder.More(); {
		var name any = len(names)
		if isObject {
			name, _ = decoder.Token()
		}
		if names[name] || hasDuplicates(decoder) {
			return true
		}
		names[name] = true
	}
	_, err := decoder.Token()
	return err != nil
}

func main() {
	inbox.SetMaxOpenConns(1)
	_, err := inbox.Exec("CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sha256 TEXT UNIQUE, type TEXT, body BLOB)")
	if err != nil || notRead != nil || len(public) == 0 || len(private) == 0 {
		log.Fatal("set HOOKPROOF_PUBLIC_KEY and HOOKPROOF_PRIVATE_KEY, and INBOX to a file for SQLite; ", err, notRead)
	}
	http.HandleFunc("/v2/webhooks/call-events", func(w http.ResponseWriter, r *http.Request) {
		if status, why := judge(w, r); status != 200 {
			w.Header().Set("Connection", "close") // else the rest of the body is waited for
			http.Error(w, why, status)
		}
	})
	if os.Getenv("HOOKPROOF_EFFECTS") == "1" {
		http.HandleFunc("/effects", func(w http.ResponseWriter, _ *http.Request) {
			var lines string
			inbox.QueryRow("SELECT group_concat(json_object('type', type, 'sha256', sha256), char(10)) FROM events").Scan(&lines)
			fmt.Fprintln(w, lines)
		})
	}
	log.Fatal((&http.Server{Addr: "127.0.0.1:" + setting("PORT", "3000"), ReadTimeout: 15 * time.Second}).ListenAndServe())
}

// keys gives the current key and, behind a comma, the one before it.
func keys(name string) []string {
	return strings.FieldsFunc(os.Getenv(name), func(each rune) bool { return each == ',' })
}

func setting(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}
