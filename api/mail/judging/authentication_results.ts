/** One `method=result` of an Authentication-Results header (RFC 8601). */
export interface MethodResult {
  /** `dmarc`, `dkim`, `spf` …, lower case. */
  method: string;
  result: string;
  /** `header.from`, `policy.dmarc`, `action` …: names and values in lower case. */
  properties: Record<string, string>;
  /** What stands in brackets, where some servers say the policy. */
  comment: string;
}

export interface AuthenticationResults {
  /** The server that says so, lower case; empty where it does not name itself, as Exchange Online does. */
  server: string;
  methods: MethodResult[];
}

/** Takes what is in brackets out of a header's value, outside of quotes; brackets nest. */
function splitComments(value: string): { bare: string; comment: string } {
  let [bare, comment, depth, isQuoted] = ['', '', 0, false];
  for (let at = 0; at < value.length; at++) {
    const letter = value.charAt(at);
    if (depth === 0 && letter === '"') isQuoted = !isQuoted;
    if (letter === '\\') {
      at += 1;
    } else if (!isQuoted && letter === '(') {
      depth += 1;
    } else if (!isQuoted && letter === ')' && depth > 0) {
      depth -= 1;
      comment += ' ';
    } else if (depth > 0) {
      comment += letter;
    } else {
      bare += letter;
    }
  }
  return { bare: bare.replaceAll('"', ''), comment: comment.trim() };
}

/** The statements of a header, split at `;` outside of brackets and quotes. */
function statementsOf(value: string): string[] {
  return value.match(/(?:"[^"]*"|\((?:[^()]|\([^()]*\))*\)|[^;])+/g) ?? [];
}

function methodOf(statement: string): MethodResult | undefined {
  const { bare, comment } = splitComments(statement);
  const [head = '', ...rest] = bare.trim().split(/\s+/);
  const [, method, result] = /^([a-z][\w-]*)(?:\/\d+)?=([\w-]+)$/i.exec(head) ?? [];
  if (method === undefined || result === undefined) return undefined;
  const properties: Record<string, string> = {};
  for (const one of rest) {
    const [, name, value] = /^([\w.-]+)=(.+)$/.exec(one) ?? [];
    if (name !== undefined && value !== undefined)
      properties[name.toLowerCase()] = value.toLowerCase();
  }
  return { method: method.toLowerCase(), result: result.toLowerCase(), properties, comment };
}

/** What a server found out about a message, as its header says it. Whether that server is ours, the caller knows. */
export function readAuthenticationResults(value: string): AuthenticationResults {
  const [head = '', ...rest] = statementsOf(value);
  const isUnnamed = methodOf(head) !== undefined;
  const server = isUnnamed
    ? ''
    : (splitComments(head).bare.trim().split(/\s+/)[0] ?? '').toLowerCase();
  const methods = (isUnnamed ? [head, ...rest] : rest).map(methodOf);
  return { server, methods: methods.filter((one) => one !== undefined) };
}
