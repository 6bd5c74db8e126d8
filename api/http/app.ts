import { randomUUID } from 'node:crypto';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { minuteMs } from '../../workflows/domain/durations.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from './errors.ts';
import type { AnyOperation } from './operation.ts';
import { answerProblems, unknownAddress } from './problem_json.ts';
import { routeOperations } from './router.ts';

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
  const app = express();
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.use(identifyRequest(dependencies), logRequests(dependencies), measureRequests(dependencies));
  app.use(secureHeaders());
  app.use('/api', limitRequests(dependencies), limitFailedSignIns(), forbidCaching);
  app.use(routeOperations(operations, dependencies));
  app.use('/api', unknownAddress);
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
      req: ({ id, method, raw }) => ({ id, method, path: (raw as Request).path }),
      res: ({ statusCode }) => ({ statusCode }),
    },
    customProps: (_request, response) => {
      const { operationId, account } = (response as Response).locals;
      return { operation: operationId, accountId: account?.id };
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

function secureHeaders(): RequestHandler {
  return helmet({
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
    // Transport security belongs to whoever terminates TLS; on plain loopback it is ignored.
    strictTransportSecurity: false,
  });
}

/** Who may read an answer depends on who asked. */
const forbidCaching: RequestHandler = (_request, response, next) => {
  response.set({ 'Cache-Control': 'private, no-store', Vary: 'Authorization, Cookie' });
  next();
};

/** By address, IPv6 by network: generous, against a program gone wild. */
function limitRequests({ config }: ApiDependencies): RequestHandler {
  return rateLimit({
    windowMs: minuteMs,
    limit: config.requestsPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) => next(tooManyRequests()),
  });
}

const failedSignInsPerMinute = 300;

/** Guessing tokens is stopped long before it could succeed. */
function limitFailedSignIns(): RequestHandler {
  return rateLimit({
    windowMs: minuteMs,
    limit: failedSignInsPerMinute,
    standardHeaders: false,
    legacyHeaders: false,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, { statusCode }) => statusCode !== 401,
    handler: (_request, _response, next) => next(tooManyRequests()),
  });
}

function tooManyRequests(): ApiError {
  const detail = 'Too many requests from this address in a minute.';
  return new ApiError(429, 'too_many_requests', 'Too many requests', detail, {
    headers: { 'Retry-After': '60' },
  });
}
