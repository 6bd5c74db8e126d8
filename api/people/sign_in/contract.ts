import { z } from 'zod';
import { line } from '../../http/text.ts';

export const demoSignInBody = z.strictObject({ token: line(200) }).meta({ id: 'DemoSignIn' });
