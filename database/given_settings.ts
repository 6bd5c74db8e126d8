/**
 * The environment without what is empty or blank: a variable of `.env.example` that is left as it
 * stands there counts as one that is not set.
 */
export function givenSettings(environment: NodeJS.ProcessEnv): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && value.trim() !== '') given[name] = value.trim();
  }
  return given;
}
