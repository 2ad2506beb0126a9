#include <sdtio.h>
int main() { printf("x"); }
