import { connectDatabase } from '../../database/connection.ts';
import { makeOwnerLink, type Owner } from '../../database/owner_links.ts';

/** Behind the sign: it is sent to no server, is in no log and in no Referer. */
export function urlOfOwnerLink(deskUrl: string, secret: string): string {
  return `${deskUrl}/sign-in/owner#${secret}`;
}

/** The address at which the first administrator makes an account; undefined where there is one. */
export async function newOwnerLink(
  databaseUrl: string,
  deskUrl: string,
  owner: Owner = {},
): Promise<string | undefined> {
  const database = connectDatabase(databaseUrl, { name: 'owner link', sessionsMax: 1 });
  try {
    const secret = await makeOwnerLink(database, owner);
    return secret && urlOfOwnerLink(deskUrl, secret);
  } finally {
    await database.destroy();
  }
}
