// GitHub's own middleware, as the README of @octokit/webhooks mounts it.
import { createNodeMiddleware, Webhooks } from '@octokit/webhooks';

const silent = () => {};
const log = { debug: silent, info: silent, warn: silent, error: silent };
const webhooks = new Webhooks({ secret: process.env.HOOKPROOF_PRIVATE_KEY ?? '', log });
webhooks.on('issues', silent);
const middleware = createNodeMiddleware(webhooks, { path: '/webhooks', log });

export default async (request, response) => {
  if (!(await middleware(request, response))) response.writeHead(404).end();
};
