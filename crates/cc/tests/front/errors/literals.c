int a = 'ab', b = '', c = 0x, d = 09, e = 12abc, f = 99999999999999999999;
char *s = "\q \xfff";
char *t = "not closed;
int g = 1.5;
