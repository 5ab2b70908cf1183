export const VERSION = 'systemd 252 (252.39-1~deb12u2)';
