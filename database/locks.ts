/**
 * Who holds one of these, until its transaction ends, has the others wait. Each number is of one
 * matter; locks by the hash of a name are of another kind, and meet none of them.
 */
export const locks = {
  /** Migrators of one database. */
  migrations: 7_254_375,
  /** Those who make databases and users on one server. */
  server: 7_254_376,
  /** What one account uploads; its id is hashed beside. */
  uploads: 7_254_377,
  /** The end of the audit's chain; its migration names the number too. */
  audit: 7_254_378,
  /** Who is an administrator: one at least stays. */
  administrators: 7_254_379,
  /** Who is whose manager: no circle comes of two changes at once. */
  managers: 7_254_380,
  /** Who brings the people of a directory. */
  directory: 7_254_381,
  /** What groups of SCIM are called; the name is hashed with it. */
  scimGroupNames: 7_254_382,
  /** Who says how long what is kept: the last one counts. */
  retention: 7_254_383,
  /** Who changes the register of devices and services: no two have one inventory number. */
  items: 7_254_390,
  /** Who changes customers: no two have one name. */
  customers: 7_254_392,
  /** Who reads what is to be told by mail: of several workers one at a time. */
  notificationFeed: 7_254_391,
} as const;
