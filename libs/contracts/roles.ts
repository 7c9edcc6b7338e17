/** Roles of domain.md section 6. What each may do is the permission table in `#identity`. */
export const ROLES = [
  'duty_officer',
  'supervisor',
  'approver',
  'field_officer',
  'grid_worker',
  'appeals_officer',
  'auditor',
  'system_admin',
  'security_admin',
  'source',
] as const;
export type Role = (typeof ROLES)[number];
