/**
 * A plain loop that POSTs one ready-made event over kept connections: what any sender in node:http costs. Takes a URL, how
 * many deliveries, and how many at once; prints deliveries a second.
 */
import { Agent, request } from 'node:http';

const [url = '', total = '0', connections = '1'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const body = Buffer.from('{"event":{"type":"some.type","data":{}}}'.padEnd(700));
const headers = { 'content-type': 'application/json', 'content-length': body.length };
let left = Number(total);

const began = performance.now();
await Promise.all(Array.from({ length: Number(connections) }, work));
agent.destroy();
console.log(Number(total) / ((performance.now() - began) / 1000));

async function work(): Promise<void> {
  while (left-- > 0) await post();
}

function post(): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, agent }, (response) => {
      response.resume();
      response.once('end', resolve);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
