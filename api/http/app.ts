import { randomUUID } from 'node:crypto';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { loggedError } from '../../telemetry/log.ts';
import { dayMs, secondMs } from '../../workflows/domain/durations.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { portalRoot } from '../portal/addresses.ts';
import { checkHost } from './hosts.ts';
import { limitRequests } from './limits/limits.ts';
import type { AnyOperation } from './operation.ts';
import { answerProblems, unknownAddress } from './problem_json.ts';
import { routeOperations } from './router.ts';
import { scimRoot } from './scim_error.ts';

export interface AppOptions {
  /** Mounts what is not the API: the browser app. It gets every address the API has not. */
  mountUi?(app: Express): Promise<unknown>;
}

/** The whole API as an Express app: what it needs comes in, nothing is opened here. */
export async function createApp(
  operations: readonly AnyOperation[],
  dependencies: ApiDependencies,
  options: AppOptions = {},
): Promise<Express> {
  const { config } = dependencies;
  const app = express();
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('trust proxy', [...config.trustedProxies]);
  app.use(identifyRequest(dependencies), logRequests(dependencies), measureRequests(dependencies));
  app.use(secureHeaders(), checkHost(config));
  app.use(
    ['/api', scimRoot, portalRoot],
    limitRequests(config.requestsPerMinute, dependencies.counts),
  );
  app.use(['/api', scimRoot], forbidCaching);
  app.use(routeOperations(operations, dependencies));
  app.use(['/api', scimRoot], unknownAddress);
  await options.mountUi?.(app);
  app.use(unknownAddress);
  app.use(answerProblems(dependencies));
  return app;
}

function identifyRequest({ lifecycle }: ApiDependencies): RequestHandler {
  return (request, response, next) => {
    request.id = randomUUID();
    response.set('X-Request-Id', request.id);
    // A connection kept alive would be cut under its next request.
    if (lifecycle.isStopping) response.set('Connection', 'close');
    next();
  };
}

/** Ids only: no query (it may hold words of a search), no header, no body. */
function logRequests({ log }: ApiDependencies): RequestHandler {
  return pinoHttp({
    logger: log,
    genReqId: (request) => request.id,
    serializers: {
      err: loggedError,
      req: ({ id, method, raw }) => {
        const { path, ip } = raw as Request;
        return { id, method, path, address: ip };
      },
      res: ({ statusCode }) => ({ statusCode }),
    },
    customProps: (request, response) => {
      const { operationId, account } = (response as Response).locals;
      const traceId = traceOf(request.headers.traceparent);
      return { operation: operationId, accountId: account?.id, traceId };
    },
    customLogLevel: (_request, response) => {
      const { statusCode } = response;
      // Those who are sent away for want of room are counted; to write each down would cost room.
      if ((response as Response).locals.problem === 'busy') return 'debug';
      if (statusCode >= 500) return 'error';
      return statusCode >= 400 ? 'info' : 'debug';
    },
  });
}

/** The trace that whoever called is part of, as W3C Trace Context writes it. */
function traceOf(traceparent: string | string[] | undefined): string | undefined {
  return /^[\da-f]{2}-([\da-f]{32})-/.exec(String(traceparent))?.[1];
}

function measureRequests({ telemetry }: ApiDependencies): RequestHandler {
  return (_request, response, next) => {
    const stop = telemetry.requestSeconds.startTimer();
    response.on('finish', () => {
      const operation = response.locals.operationId ?? 'none';
      stop({ operation, status: String(response.statusCode) });
    });
    next();
  };
}

const yearSeconds = (365 * dayMs) / secondMs;

function secureHeaders(): RequestHandler {
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: false,
  });
  return (request, response, next) => {
    // A browser that came by TLS once shall come by nothing else.
    if (request.secure) response.set('Strict-Transport-Security', `max-age=${yearSeconds}`);
    headers(request, response, next);
  };
}

/** Who may read an answer depends on who asked. */
const forbidCaching: RequestHandler = (_request, response, next) => {
  response.set({ 'Cache-Control': 'private, no-store', Vary: 'Authorization, Cookie' });
  next();
};
