int f(int n) {
    break;
    case 1: n++;
    switch (n) { case 1: case 1: default: default: continue; case 2 ... 1: ; }
    goto nowhere;
here:
here:
    if n == 1 return 2;
    else return 3;
    else return 4;
}
