/** People of the house. Marketers write, sales reps answer, admins also let others in. */
export const userRoles = ['admin', 'marketer', 'sales'] as const;
export type UserRole = (typeof userRoles)[number];
