float f;
double half(double x) { return x * 0.5; }
_Complex c;
_Atomic int a;
__int128 wide;
_Thread_local int t;
int vla(int n) { int array[n]; return array[0]; }
void *label(void) { here: return &&here; }
