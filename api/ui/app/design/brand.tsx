import { addressOf } from '../client/desk.ts';
import { deskProfile } from '../client/desk_profile.ts';
import { Mark } from './icon.tsx';

/** The picture and the name of the desk. */
export function Brand() {
  const profile = deskProfile.value;
  return (
    <>
      {profile?.hasLogo ? (
        <img
          class="logo"
          src={addressOf('getDeskLogo', { query: { version: String(profile.version) } })}
          alt=""
          width="24"
          height="24"
        />
      ) : (
        <Mark />
      )}{' '}
      <bdi>{profile?.name ?? 'Palier'}</bdi>
    </>
  );
}
