<?php
// Takes call events: judged by the contract's own schema, and in SQLite before they are acknowledged. See README.md.
declare(strict_types=1);

use JsonSchema\Validator;

require '/usr/share/php/JsonSchema/autoload.php';

const MOST_BYTES = 1024 * 1024;

/** Gives the current key and, behind a comma, the one before it. */
function keys(string $name): array
{
    return array_filter(explode(',', getenv($name) ?: ''), strlen(...));
}

/** Compares each: the time that it takes tells nothing. */
function isOneOf(string $header, array $expected): bool
{
    $given = trim($_SERVER['HTTP_' . strtr(strtoupper($header), '-', '_')] ?? '', " \t");
    return count(array_filter($expected, fn ($each) => hash_equals($each, $given))) > 0;
}

/** Ends the request; the detail quotes nothing of it. */
function answer(int $status, string $detail = ''): never
{
    http_response_code($status);
    if ($detail !== '') {
        header('Content-Type: application/problem+json');
        echo json_encode(['status' => $status, 'detail' => $detail]);
    }
    exit;
}

/** Counts the members of all objects: fewer than were written, where a name came twice, of which PHP takes the last. */
function members(mixed $value): int
{
    $parts = is_object($value) || is_array($value) ? (array) $value : [];
    return array_sum(array_map(members(...), $parts)) + (is_object($value) ? count($parts) : 0);
}

function parse(string $body): mixed
{
    $event = json_decode($body, depth: 512);
    preg_match_all('/"(?:[^"\\\\]++|\\\\.)*+"\s*+(:?)/', $body, $strings);
    if (json_last_error() !== JSON_ERROR_NONE || members($event) !== count(array_filter($strings[1]))) {
        answer(400, 'the body is not JSON');
    }
    return $event;
}

function inbox(): PDO
{
    $inbox = new PDO('sqlite:' . (getenv('INBOX') ?: throw new Exception('INBOX names no file')), options: [PDO::ATTR_TIMEOUT => 10, PDO::ATTR_PERSISTENT => true]);
    $inbox->exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sha256 TEXT UNIQUE, type TEXT, body BLOB)');
    return $inbox;
}

function takeEvent(): never
{
    $auth = getenv('AUTH');
    $isKnown = isOneOf('X-Public-Key', keys('HOOKPROOF_PUBLIC_KEY'));
    if (!$isKnown || $auth !== 'signature' && !isOneOf('X-Private-Key', keys('HOOKPROOF_PRIVATE_KEY'))) {
        answer(401, 'the keys are missing or wrong');
    }
    $type = $_SERVER['CONTENT_TYPE'] ?? '';
    if (!preg_match('/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/Di', $type) || isset($_SERVER['HTTP_CONTENT_ENCODING'])) {
        answer(415, 'the body must be application/json, in UTF-8 and not compressed');
    }
    $body = (string) file_get_contents('php://input', length: MOST_BYTES + 1);
    if (strlen($body) > MOST_BYTES) {
        answer(413, 'the body is larger than 1 MiB');
    }
    $signatures = array_map(fn ($key) => hash_hmac('sha256', $body, $key), keys('HOOKPROOF_PRIVATE_KEY'));
    if (in_array($auth, ['signature', 'both'], true) && !isOneOf('X-Signature', $signatures)) {
        answer(401, 'the signature is missing or wrong');
    }
    $event = parse($body);
    $validator = new Validator();
    $schema = json_decode((string) file_get_contents(__DIR__ . '/event.schema.json'));
    if ($validator->validate($event, $schema) !== Validator::ERROR_NONE) {
        answer(400, 'the event does not meet the contract');
    }
    // A delivery that came before is acknowledged like the first, and does nothing.
    inbox()->prepare('INSERT INTO events (sha256, type, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
        ->execute([hash('sha256', $body), $event->event->type, $body]);
    answer(200);
}

function showEffects(): never
{
    header('Content-Type: application/x-ndjson');
    foreach (inbox()->query('SELECT type, sha256 FROM events ORDER BY id', PDO::FETCH_ASSOC) as $row) {
        echo json_encode($row), "\n";
    }
    exit;
}

// What is not kept must not be acknowledged; the sender will come again.
set_exception_handler(function (Throwable $error) {
    error_log($error::class . ': ' . $error->getMessage());
    answer(503, 'the event cannot be kept now');
});
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
match ([$path, $_SERVER['REQUEST_METHOD']]) {
    ['/v2/webhooks/call-events', 'POST'] => takeEvent(),
    ['/effects', 'GET'] => getenv('HOOKPROOF_EFFECTS') === '1' ? showEffects() : answer(404, 'nothing is here'),
    default => answer($path === '/v2/webhooks/call-events' ? 405 : 404, 'events are delivered by POST to their path'),
};
