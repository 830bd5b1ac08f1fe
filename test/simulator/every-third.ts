import { request as ask, type RequestListener } from 'node:http';

/** A front of a receiver that answers 503 to every third request, and passes on the others as they are. */
export function failingEveryThird(receiver: string, fault = 503): RequestListener {
  let count = 0;
  return (request, response) => {
    if (++count % 3 === 0) {
      request.resume();
      response.writeHead(fault).end();
      return;
    }
    const { method, url, headers } = request;
    const passed = ask(new URL(url ?? '/', receiver), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  };
}
