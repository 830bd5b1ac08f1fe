import { pathOf } from '../correct.ts';
import { type FaultyReceiver, fault, mild } from './fault.ts';

export const routingFaults: FaultyReceiver[] = [
  // Every delivery is redirected, the control too; so it is the plain POST that shows it.
  fault('redirects a POST to the path with a slash', 'routing.post', (right) => ({
    route(request) {
      const path = pathOf(request);
      const plain = request.method === 'POST' && path === right.contract.operation.path;
      return plain ? { status: 302, headers: { location: `${path}/` } } : right.route(request);
    },
  })),
  fault('takes events by PUT as well', 'effects.by-put', (right) => ({
    route: (request) => (request.method === 'PUT' ? undefined : right.route(request)),
  })),
  fault('fails on PATCH', 'routing.patch', (right) => ({
    route: (request) => (request.method === 'PATCH' ? { status: 500 } : right.route(request)),
  })),
  mild('lets DELETE succeed', 'routing.delete', (right) => ({
    route: (request) => (request.method === 'DELETE' ? { status: 204 } : right.route(request)),
  })),
  fault('takes events by any method', 'effects.by-*', (right) => ({
    route: (request) => (right.route(request)?.status === 405 ? undefined : right.route(request)),
  })),
  mild('answers a wrong method with 400', 'routing.put-status', (right) => ({
    route: (request) => (right.route(request)?.status === 405 ? { status: 400 } : right.route(request)),
  })),
  mild('lets PUT succeed, and takes nothing', 'routing.put', (right) => ({
    route: (request) => (request.method === 'PUT' ? { status: 200 } : right.route(request)),
  })),
  fault('takes events by GET', 'effects.by-get', (right) => ({
    route: (request) => (request.method === 'GET' ? undefined : right.route(request)),
  })),
  mild('takes events at any path', 'routing.other-path', (right) => ({
    route: (request) => (request.method === 'POST' ? undefined : right.route(request)),
  })),
  mild('knows its path only without a query', 'routing.query-string', (right) => ({
    route: (request) => (request.url === right.contract.operation.path ? right.route(request) : { status: 404 }),
  })),
];
