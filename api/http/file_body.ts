import express, { type RequestHandler } from 'express';
import { bodyTooLarge } from './errors.ts';

/** Reads a body of any type as it is, compressed or not, into `request.body`. */
export function readFileBody(bytesMax: number): RequestHandler {
  const parse = express.raw({ type: () => true, limit: bytesMax, inflate: false });
  return (request, response, next) =>
    parse(request, response, (error?: unknown) => {
      const isTooLarge = (error as { type?: string } | undefined)?.type === 'entity.too.large';
      next(isTooLarge ? bodyTooLarge(bytesMax) : error);
    });
}
