/** Why a SCIM request was refused, in the words of RFC 7644 §3.12. */
export type ScimType =
  | 'invalidFilter'
  | 'invalidPath'
  | 'invalidSyntax'
  | 'invalidValue'
  | 'mutability'
  | 'noTarget'
  | 'tooMany'
  | 'uniqueness';

export class ScimError extends Error {
  override readonly name = 'ScimError';
  readonly status: number;
  readonly scimType: ScimType | undefined;

  /** @param detail English: programs read it into their logs */
  constructor(status: number, scimType: ScimType | undefined, detail: string) {
    super(detail);
    this.status = status;
    this.scimType = scimType;
  }
}

export const scimMediaType = 'application/scim+json';

/** Addresses below which programs speak SCIM, and hear of errors in its form. */
export function isScimAddress(path: string): boolean {
  return path === scimRoot || path.startsWith(`${scimRoot}/`);
}

export const scimRoot = '/scim/v2';

export function scimErrorBody(status: number, detail: string, scimType?: ScimType | undefined) {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    ...(scimType && { scimType }),
    detail,
  };
}
