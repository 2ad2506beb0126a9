int counter;
int main(void) {
    conter = 1;
    counter = missing;
    missing = 2;
    return undefined_function(1);
}
